import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const outageScopes = ['site', 'device', 'unit', 'instansi', 'server'] as const;
export type OutageScope = (typeof outageScopes)[number];

export const outageCauses = ['listrik', 'jaringan', 'server', 'mesin', 'bencana', 'lain'] as const;
export type OutageCause = (typeof outageCauses)[number];

export type OutageState = 'proposed' | 'confirmed' | 'rejected';

export type Outage = Omit<Schema['Outage'], 'scope' | 'cause' | 'state'> & {
  scope: OutageScope;
  cause: OutageCause;
  state: OutageState;
};
export type OutageList = Omit<Schema['OutageList'], 'items'> & { items: Outage[] };
export type NewOutage = Schema['NewOutageJson'];
export type OutageEffects = Schema['OutageEffects'];
export type OutageChange = Schema['OutageChange'];

export type ZoneState = 'proposed' | 'approved' | 'rejected';
export type Zone = Omit<Schema['Zone'], 'state' | 'standing' | 'network'> & {
  network: 'weak' | 'none';
  state: ZoneState;
  standing: 'listed' | 'due' | 'lapsed' | 'town' | 'unlisted' | null;
};
export type ZoneList = Omit<Schema['ZoneList'], 'items'> & { items: Zone[] };
export type ZoneReview = Omit<Schema['ZoneReview'], 'standing'> & { standing: 'listed' | 'due' | 'lapsed' };
export type ZoneSite = Schema['SiteRef'];
export type NewZone = Schema['NewZoneJson'];

export type Roll = Schema['Roll'];
export type NewRoll = Schema['NewRoll'];
export type RollScan = Schema['RollScanReceipt'];
export type RollTaken = Schema['Imported'];

/** A word of an officer: its key, so that sending again changes nothing, and why. */
export interface Word {
  id: string;
  decision: string;
  reason: string;
}

const id = encodeURIComponent;

/** Calls about outages, tolerance zones and rolls, apart from the others: most pages never need them. */
export const outagesApi = {
  list: (signal?: AbortSignal) => json<OutageList>('/outages', { signal }),
  propose: (outage: NewOutage) => json<Outage>('/outages', { method: 'POST', json: outage }),
  effects: (outage: string, signal?: AbortSignal) =>
    json<OutageEffects>(`/outages/${id(outage)}/effects`, { signal }),
  decide: (outage: string, word: Word) =>
    json<undefined>(`/outages/${id(outage)}/decide`, { method: 'POST', json: word }),
  end: (outage: string, word: { id: string; at: string; reason: string }) =>
    json<undefined>(`/outages/${id(outage)}/end`, { method: 'POST', json: word }),

  zones: (signal?: AbortSignal) => json<ZoneList>('/zones', { signal }),
  zoneReviews: (signal?: AbortSignal) => json<{ items: ZoneReview[] }>('/zones/reviews', { signal }),
  proposeZone: (zone: NewZone) => json<undefined>('/zones', { method: 'POST', json: zone }),
  decideZone: (zone: string, word: Word & { ended?: string }) =>
    json<undefined>(`/zones/${id(zone)}/decide`, { method: 'POST', json: word }),

  rolls: (signal?: AbortSignal) => json<{ items: Roll[] }>('/rolls', { signal }),
  enterRoll: (roll: NewRoll) => json<RollTaken>('/rolls', { method: 'POST', json: roll }),
  sendSheet: (sheet: File) => {
    const form = new FormData();
    form.set('file', sheet, sheet.name);
    return json<RollScan>('/rolls/scans', { method: 'POST', form });
  },
  /** Where the scanned sheet of a roll opens. */
  sheetAddress: (roll: string) => `/api/v1/rolls/${id(roll)}/scan`,
};
