import type {
  ClockProposal,
  DeviceClock,
  DeviceCommand,
  DeviceDetail,
  DeviceMessage,
  DeviceMessageDetail,
  MarkList,
  NewDeviceCommand,
  NewDeviceGuard,
  NewDeviceProposal,
} from './devices';
import { file, json, urlOf, type Download } from './http';
import type {
  DataAnswer,
  DataRequest,
  DataRequestFilter,
  DataRequestList,
  Looks,
  MyDataRequests,
  NewDataRequest,
} from './my-data';
import type { PhoneDecision, PhoneRow } from './phones';
import type {
  EnrolledPhone,
  MyPhone,
  NewPhone,
  NewPunch,
  PhoneChallenge,
  PhoneState,
  PunchAnswer,
  PunchingHome,
  Seal,
} from './punching';
import type {
  Acting,
  Decision,
  DecisionResult,
  Inbox,
  InboxState,
  LeaveYear,
  NewActing,
  NewRequest,
  Period,
  PeriodDelta,
  Request,
  RequestCheck,
  RequestDraft,
  RequestKind,
} from './requests';
import type {
  CardsState,
  NewCards,
  NewSite,
  ReadinessList,
  SiteCheck,
  SiteDrawing,
  SiteForm,
  SiteNetworkList,
  SiteVersion,
} from './rollout';
import type { NewStation, Station, StationClaim, StationInvite, StationSelf } from './stations';
import type {
  Board,
  BoardUsual,
  DemoReplay,
  Device,
  EarlierImport,
  ImportResult,
  Info,
  LoginAnswer,
  Me,
  Month,
  NewPerson,
  NewUnit,
  PeopleImport,
  PersonDetail,
  PersonRow,
  Preview,
  Recap,
  SetupRequest,
  SetupState,
  Site,
  Unit,
} from './types';

interface List<T> {
  items: T[];
  next?: string | null;
}

/** What an import is about; the same for the preview and for the import itself. */
export interface ImportFile {
  file: File;
  source: string;
  device?: string;
  unit?: string;
}

function formOf(of: ImportFile): FormData {
  const form = new FormData();
  // Fields first, so that a server reading in order knows them when the file comes.
  form.set('source', of.source);
  if (of.device) form.set('device', of.device);
  if (of.unit) form.set('unit', of.unit);
  form.set('file', of.file, of.file.name);
  return form;
}

function fileForm(of: File): FormData {
  const form = new FormData();
  form.set('file', of, of.name);
  return form;
}

/** A request as the server takes it: the name of a swap's colleague is only for the screen. */
function wireOf(draft: RequestDraft): RequestDraft {
  return { ...draft, colleague: undefined };
}

const id = encodeURIComponent;

/** Fifty punches, or as many decisions, over a line of a few kB a second. */
const SLOW_LINE_TIMEOUT_MS = 90_000;
/** A copy with its photos over a slow line. */
const COPY_TIMEOUT_MS = 15 * 60_000;

/** Every call of the server that the pages make, one function each. */
export const api = {
  info: () => json<Info>('/info'),

  login: (login: string, password: string) =>
    json<LoginAnswer>('/login', { method: 'POST', json: { login, password } }),
  enrol: (login: string, code: string, password: string) =>
    json<LoginAnswer>('/enrol', { method: 'POST', json: { login, code, password } }),
  logout: () => json<undefined>('/logout', { method: 'POST' }),
  me: () => json<Me>('/me'),

  myMonth: (month: string, signal?: AbortSignal) => json<Month>('/me/days', { query: { month }, signal }),
  month: (person: string, month: string, signal?: AbortSignal) =>
    json<Month>(`/people/${id(person)}/days`, { query: { month }, signal }),

  punching: (deviceKey: string | null, signal?: AbortSignal) =>
    json<PunchingHome>('/me/punching', { query: { device_key: deviceKey }, signal }),
  /** Names whose session this must be, so that a server that looks can refuse to mix people up. */
  sendPunches: (punches: NewPunch[], person: string) =>
    json<PunchAnswer>('/punches', {
      method: 'POST',
      json: { punches },
      headers: { 'x-hadir-person': person },
      timeoutMs: SLOW_LINE_TIMEOUT_MS,
    }),
  sendPunchPhoto: (punch: string, photo: Blob) =>
    json<undefined>(`/punches/${id(punch)}/photo`, { method: 'PUT', body: photo }),
  seals: (ids: readonly string[]) =>
    json<{ items: Seal[] }>('/me/punches/seals', { query: { ids: ids.join(',') } }),
  myPhones: (signal?: AbortSignal) => json<List<MyPhone>>('/me/devices', { signal }),
  /** `fresh` asks for a new passkey although there is one. */
  phoneChallenge: (publicKey: string, fresh = false) =>
    json<PhoneChallenge>('/me/devices/challenge', {
      method: 'POST',
      json: fresh ? { public_key: publicKey, fresh: true } : { public_key: publicKey },
    }),
  enrolPhone: (phone: NewPhone) => json<EnrolledPhone>('/me/devices', { method: 'POST', json: phone }),
  revokePhone: (deviceKey: string, reason: string) =>
    json<MyPhone>(`/me/devices/${id(deviceKey)}/revoke`, { method: 'POST', json: { reason } }),

  board: (unit?: string | null, signal?: AbortSignal) => json<Board>('/board', { query: { unit }, signal }),
  /** The board as it was known at a moment (RFC 3339). */
  boardAt: (unit: string | null, at: string, signal?: AbortSignal) =>
    json<Board>('/board', { query: { unit, at }, signal }),
  /** The curve of a usual day, to lay beside the board's arrivals. */
  boardUsual: (unit?: string | null, signal?: AbortSignal) =>
    json<BoardUsual>('/board/usual', { query: { unit }, signal }),
  boardStreamUrl: (unit?: string | null) => urlOf('/board/stream', { unit }),

  demoReplay: (signal?: AbortSignal) => json<DemoReplay>('/demo/replay', { signal }),

  units: () => json<List<Unit>>('/units'),
  addUnit: (unit: NewUnit) => json<Unit>('/units', { method: 'POST', json: unit }),
  sites: () => json<List<Site>>('/sites'),
  addSite: (site: NewSite) => json<Site>('/sites', { method: 'POST', json: site }),
  changeSite: (site: string, form: SiteForm) =>
    json<Site>(`/sites/${id(site)}`, { method: 'PATCH', json: form }),
  /** Looks at a drawing; keeps nothing. */
  checkSite: (drawing: SiteDrawing, signal?: AbortSignal) =>
    json<SiteCheck>('/sites/check', { method: 'POST', json: drawing, signal }),
  siteHistory: (site: string, signal?: AbortSignal) =>
    json<List<SiteVersion>>(`/sites/${id(site)}/history`, { signal }),
  siteNetworks: (site: string, signal?: AbortSignal) =>
    json<SiteNetworkList>(`/sites/${id(site)}/networks`, { signal }),
  /** These take the place of the networks that stand there. */
  changeSiteNetworks: (site: string, networks: readonly string[]) =>
    json<SiteNetworkList>(`/sites/${id(site)}/networks`, { method: 'PUT', json: { networks } }),
  /** Makes it the place of work of everybody of the unit who has none. */
  assignSite: (site: string, unit: string) =>
    json<{ people: number }>(`/sites/${id(site)}/people`, { method: 'POST', json: { unit } }),
  enrolmentCards: (unit: string, signal?: AbortSignal) =>
    json<CardsState>('/enrolment-cards', { query: { unit }, signal }),
  /** The only place where the new codes can be read. */
  printCards: (cards: NewCards) =>
    file('/enrolment-cards', 'kartu.pdf', { method: 'POST', json: cards, timeoutMs: SLOW_LINE_TIMEOUT_MS }),
  readiness: (unit: string | null, signal?: AbortSignal) =>
    json<ReadinessList>('/readiness', { query: { unit }, signal }),
  readinessFile: (kind: 'xlsx' | 'csv', unit: string) =>
    file(`/readiness.${kind}`, `pendataan-${unit}.${kind}`, { query: { unit } }),
  devices: () => json<List<Device>>('/devices'),

  people: (query: { unit?: string; q?: string; cursor?: string }, signal?: AbortSignal) =>
    json<List<PersonRow>>('/people', { query, signal }),
  person: (person: string) => json<PersonDetail>(`/people/${id(person)}`),
  addPerson: (person: NewPerson) => json<PersonRow>('/people', { method: 'POST', json: person }),
  importPeople: (from: File, dryRun: boolean) =>
    json<PeopleImport>('/people/import', {
      method: 'POST',
      query: dryRun ? { dry_run: true } : {},
      form: fileForm(from),
    }),
  peopleTemplate: () => file('/people/template', 'pegawai.xlsx'),

  imports: () => json<List<EarlierImport>>('/imports'),
  previewImport: (of: ImportFile) => json<Preview>('/imports/preview', { method: 'POST', form: formOf(of) }),
  commitImport: (of: ImportFile) => json<ImportResult>('/imports', { method: 'POST', form: formOf(of) }),
  previewProblems: (of: ImportFile) =>
    file('/imports/problems.csv', 'baris-bermasalah.csv', { method: 'POST', form: formOf(of) }),
  importProblems: (sha256: string) => file(`/imports/${id(sha256)}/problems.csv`, 'baris-bermasalah.csv'),

  recap: (month: string, unit: string, signal?: AbortSignal) =>
    json<Recap>('/recap', { query: { month, unit }, signal }),
  recapFile: (kind: 'xlsx' | 'pdf', month: string, unit: string) =>
    file(`/recap.${kind}`, `rekap-${unit}-${month}.${kind}`, { query: { month, unit } }),

  phones: (query: { state?: PhoneState | ''; q?: string; cursor?: string }, signal?: AbortSignal) =>
    json<List<PhoneRow>>('/phones', { query, signal }),
  decidePhone: (phone: PhoneRow, decision: PhoneDecision, reason: string) =>
    json<PhoneRow>(`/phones/${id(phone.device_key)}/decision`, {
      method: 'POST',
      json: { person: phone.person.id, decision, reason },
    }),

  looks: (cursor?: string | null, signal?: AbortSignal) =>
    json<Looks>('/me/looks', { query: { cursor }, signal }),
  myCopy: () => file('/me/export', 'data-saya.zip', { timeoutMs: COPY_TIMEOUT_MS }),
  myDataRequests: (signal?: AbortSignal) => json<MyDataRequests>('/me/data-requests', { signal }),
  askAboutData: (request: NewDataRequest) =>
    json<DataRequest>('/me/data-requests', { method: 'POST', json: request }),
  replyAboutData: (request: string, step: string, reason: string) =>
    json<DataRequest>(`/me/data-requests/${id(request)}/reply`, {
      method: 'POST',
      json: { id: step, reason },
    }),
  withdrawDataRequest: (request: string, step: string, reason: string) =>
    json<DataRequest>(`/me/data-requests/${id(request)}/withdraw`, {
      method: 'POST',
      json: { id: step, reason },
    }),
  dataRequests: (state: DataRequestFilter, cursor?: string | null, signal?: AbortSignal) =>
    json<DataRequestList>('/data-requests', { query: { state, cursor }, signal }),
  answerDataRequest: (request: string, step: string, answer: DataAnswer, reason: string) =>
    json<DataRequest>(`/data-requests/${id(request)}/answer`, {
      method: 'POST',
      json: { id: step, answer, reason },
    }),

  /** How far each source has spoken that concerns a unit. */
  marks: (unit?: string | null) => json<MarkList>('/marks', { query: { unit: unit ?? undefined } }),
  device: (device: string) => json<DeviceDetail>(`/devices/${id(device)}`),
  deviceClock: (device: string) => json<DeviceClock>(`/devices/${id(device)}/clock`),
  deviceMessages: (device: string, cursor?: string | null) =>
    json<List<DeviceMessage>>(`/devices/${id(device)}/messages`, { query: { cursor } }),
  deviceMessage: (device: string, message: string) =>
    json<DeviceMessageDetail>(`/devices/${id(device)}/messages/${id(message)}`),
  proposeDevice: (device: string, proposal: NewDeviceProposal) =>
    json<Device>(`/devices/${id(device)}/proposal`, { method: 'POST', json: proposal }),
  decideDevice: (device: string, agree: boolean, reason: string) =>
    json<unknown>(`/devices/${id(device)}/decision`, { method: 'POST', json: { agree, reason } }),
  guardDevice: (device: string, guard: NewDeviceGuard) =>
    json<{ device: Device; path?: string | null }>(`/devices/${id(device)}/guard`, {
      method: 'POST',
      json: guard,
    }),
  retireDevice: (device: string, last: string | null, reason: string) =>
    json<Device>(`/devices/${id(device)}/retirement`, { method: 'POST', json: { last, reason } }),
  commandDevice: (device: string, command: NewDeviceCommand) =>
    json<DeviceCommand>(`/devices/${id(device)}/commands`, { method: 'POST', json: command }),
  withdrawCommand: (device: string, number: number) =>
    json<DeviceCommand>(`/devices/${id(device)}/commands/${number}/withdrawal`, { method: 'POST' }),
  decideClock: (proposal: string, decision: 'confirm' | 'reject', note: string) =>
    json<ClockProposal>(`/clock-proposals/${id(proposal)}/decision`, {
      method: 'POST',
      json: { decision, note },
    }),

  stations: () => json<List<Station>>('/stations'),
  addStation: (station: NewStation) => json<StationInvite>('/stations', { method: 'POST', json: station }),
  revokeStation: (station: string, reason: string) =>
    json<Station>(`/stations/${id(station)}/revoke`, { method: 'POST', json: { reason } }),
  /** A kiosk brings the public key it signs with (SPKI, base64url). */
  claimStation: (code: string, publicKey?: string) =>
    json<StationClaim>('/stations/claim', { method: 'POST', json: { code, public_key: publicKey } }),
  /** Asked by a station with its own token. */
  stationSelf: (token: string, signal?: AbortSignal) =>
    json<StationSelf>('/stations/self', { token, signal }),
  stationPunches: (token: string, punches: NewPunch[]) =>
    json<PunchAnswer>('/punches', { method: 'POST', json: { punches }, token }),

  myRequests: (query: { state?: string; cursor?: string } = {}, signal?: AbortSignal) =>
    json<List<Request>>('/me/requests', { query, signal }),
  myRequest: (request: string, signal?: AbortSignal) =>
    json<Request>(`/me/requests/${id(request)}`, { signal }),
  /** Names whose session this must be, as for punches. */
  sendRequest: (request: NewRequest, person: string) =>
    json<Request>('/me/requests', {
      method: 'POST',
      json: wireOf(request),
      headers: { 'x-hadir-person': person },
      timeoutMs: SLOW_LINE_TIMEOUT_MS,
    }),
  /** `completes` is the returned request it would be asked for again as. */
  checkRequest: (draft: RequestDraft, completes: string | null, signal?: AbortSignal) =>
    json<RequestCheck>('/me/requests/check', {
      method: 'POST',
      json: completes === null ? wireOf(draft) : { ...wireOf(draft), id: completes },
      signal,
    }),
  withdrawRequest: (request: string, reason: string) =>
    json<Request>(`/me/requests/${id(request)}/withdraw`, { method: 'POST', json: { reason } }),
  resubmitRequest: (request: string, { detail, reason, files }: RequestDraft) =>
    json<Request>(`/me/requests/${id(request)}/resubmit`, {
      method: 'POST',
      json: { detail, reason, files },
    }),
  sendRequestFile: (request: string, sha256: string, file: Blob) =>
    json<undefined>(`/requests/${id(request)}/files/${id(sha256)}`, { method: 'PUT', body: file }),
  /** The address of a file; whoever opens one of somebody else is written down. */
  requestFileUrl: (request: string, sha256: string) => urlOf(`/requests/${id(request)}/files/${id(sha256)}`),
  myLeave: (year?: number, signal?: AbortSignal) => json<LeaveYear>('/me/leave', { query: { year }, signal }),
  colleagues: (q: string, signal?: AbortSignal) =>
    json<List<{ id: string; name: string }>>('/me/colleagues', { query: { q }, signal }),

  inbox: (
    query: { state?: InboxState; kind?: RequestKind | ''; unit?: string; q?: string; cursor?: string },
    signal?: AbortSignal,
  ) => json<Inbox>('/inbox', { query, signal }),
  inboxRequest: (request: string, signal?: AbortSignal) => json<Request>(`/inbox/${id(request)}`, { signal }),
  decide: (decisions: Decision[]) =>
    json<{ results: DecisionResult[] }>('/inbox/decisions', {
      method: 'POST',
      json: { decisions },
      timeoutMs: SLOW_LINE_TIMEOUT_MS,
    }),
  acting: (signal?: AbortSignal) => json<List<Acting>>('/acting', { signal }),
  addActing: (acting: NewActing) => json<undefined>('/acting', { method: 'POST', json: acting }),
  endActing: (acting: string) => json<undefined>(`/acting/${id(acting)}/end`, { method: 'POST' }),

  periods: (month: string, signal?: AbortSignal) =>
    json<List<Period>>('/periods', { query: { month }, signal }),
  /** Before its day only with a reason. */
  lockPeriod: (unit: string, month: string, reason: string) =>
    json<undefined>('/periods', { method: 'POST', json: { unit, month, reason } }),
  reopenPeriod: (unit: string, month: string, reason: string) =>
    json<undefined>('/periods/reopen', { method: 'POST', json: { unit, month, reason } }),
  confirmReopening: (unit: string, month: string) =>
    json<undefined>('/periods/reopen/confirm', { method: 'POST', json: { unit, month } }),
  periodDeltas: (unit: string, month: string, signal?: AbortSignal) =>
    json<List<PeriodDelta>>('/periods/deltas', { query: { unit, month }, signal }),

  setupState: (token: string) => json<SetupState>(`/setup/${id(token)}`),
  setUp: (token: string, request: SetupRequest) =>
    json<LoginAnswer>(`/setup/${id(token)}`, { method: 'POST', json: request }),
};

export type Api = typeof api;
export type { Download, List };
