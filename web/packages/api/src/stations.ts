/** A screen with the office code at the door, or a tablet that reads the employees' codes. */
export const stationKinds = ['screen', 'kiosk'] as const;
export type StationKind = (typeof stationKinds)[number];

/** invited: its code has not been used yet. */
export type StationState = 'invited' | 'active' | 'revoked';

export interface StationSite {
  id: string;
  code: string;
  name: string;
}

/** A station as the server knows it. */
export interface Station {
  id: string;
  kind: StationKind;
  name: string;
  site: StationSite;
  state: StationState;
  created_at: string;
  claimed_at: string | null;
  /** When it last asked the server anything. */
  seen_at: string | null;
  revoked_at: string | null;
}

export interface NewStation {
  kind: StationKind;
  /** Code of the site it stands at. */
  site: string;
  name: string;
}

/** A new station with the code that claims it: shown once, one use. */
export interface StationInvite {
  station: Station;
  code: string;
  expires_at: string;
}

export interface StationInstansi {
  code: string;
  name: string;
  zone: string;
  demo: boolean;
}

/** What a one-time code was exchanged for. */
export interface StationClaim {
  token: string;
  station: Station;
  instansi: StationInstansi;
}

/** The secret of one UTC day, from which the office codes of that day are made. */
export interface OfficeKey {
  /** Days since 1970, UTC. */
  day: number;
  from: string;
  to: string;
  /** 32 bytes, base64url. */
  key: string;
}

/** What the server says to a station about itself. */
export interface StationSelf {
  station: Station;
  instansi: StationInstansi;
  server_time: string;
  server_token: string;
  step_s: number;
  /** How many punches of the station's own key the server holds. */
  stored_count: number;
  /** The highest counter among them. */
  last_seq: number;
  /** For screens only: today and the next two UTC days. */
  keys?: OfficeKey[] | null;
}
