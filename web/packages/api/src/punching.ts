/** What a phone and the server say to each other about taps. */

export type PunchKind = 'in' | 'out' | 'apel' | 'spot';

/** One reading of the phone's position. */
export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number;
  altitude_m: number | null;
  speed_mps: number | null;
  /** When the phone says it stood there, RFC 3339. */
  fixed_at: string;
  /** Browsers do not say whether a position is simulated. */
  mock: null;
}

/** What the phone knew of the time when the button was pressed. */
export interface PunchClock {
  /** server: the server was heard in this page life; phone: only the phone's own clock was there. */
  basis: 'server' | 'phone';
  /** The phone's own wall clock. */
  wall_at: string;
  /** Server minus wall clock, as last known. */
  offset_ms: number | null;
  uncertainty_ms: number | null;
  /** Page clock and page life when `server_token` came. */
  token_monotonic_ms: number | null;
  token_boot_id: string | null;
}

export interface PunchClient {
  platform: string;
  version: string;
  standalone: boolean;
}

/** A tap as it is signed and sent. Fields the server does not know are kept by it. */
export interface NewPunch {
  id: string;
  kind: PunchKind;
  claimed_at: string;
  monotonic_ms: number;
  boot_id: string;
  seq: number;
  fix: Fix | null;
  fixes?: Fix[];
  office_code?: string | null;
  selfie_sha256?: string | null;
  reason?: string | null;
  device_key: string | null;
  prev: string | null;
  server_token: string | null;
  clock: PunchClock;
  client: PunchClient;
  /** Only in the demo, when a simulated position was used. */
  demo_place?: 'kantor' | 'rumah';
  /** Only from a kiosk. */
  person_code?: string;
  site?: string;
  signature?: string;
}

export type RefusalCode = 'not_yours' | 'id_reused' | 'too_large' | 'unreadable';

/** What became of one tap. */
export interface PunchResult {
  id: string;
  status: 'stored' | 'repeated' | 'refused';
  code?: RefusalCode | null;
  detail?: string | null;
  detail_en?: string | null;
  labels?: string[];
  /** base64url of 32 bytes. */
  commitment?: string | null;
  received_at?: string | null;
  /** Only to a kiosk. */
  person_name?: string | null;
}

/** The server's signed promise about the taps of one answer. */
export interface Receipt {
  instansi: string;
  key_id: string;
  received_at: string;
  /** By then they are in the ledger. */
  include_by: string;
  commitments: string[];
  signature: string;
}

export interface PunchAnswer {
  results: PunchResult[];
  receipt: Receipt | null;
  server_token: string;
  server_time: string;
}

/** A place of work, for rings and distances. */
export interface PunchSite {
  id: string;
  code: string;
  name: string;
  zone: string;
  /** Null where nobody has drawn it yet. */
  latitude: number | null;
  longitude: number | null;
  radius_m: number;
  /** Corners, latitude and longitude each; three or more count instead of the ring. Older homes have none. */
  outline?: number[][];
  network: 'good' | 'weak' | 'none';
}

export interface PlanDay {
  date: string;
  mode: string | null;
  /** Local times `HH:MM`; an end before the start lies on the next day. */
  starts: string | null;
  ends: string | null;
  off: string | null;
  excuse: string | null;
}

export interface PunchPolicy {
  photo: 'off' | 'optional' | 'asked';
  photo_edge_px: number;
  good_accuracy_m: number;
  poor_accuracy_m: number;
  /** How long acknowledged taps stay on the phone. */
  keep_days: number;
  late_after_minutes: number;
}

export type PhoneState = 'active' | 'pending' | 'revoked' | 'rejected';

/** What the server knows of the key that asks. */
export interface PhoneStatus {
  device_key: string;
  state: PhoneState;
  has_passkey: boolean;
  /** How many taps of this key it holds, and the highest seq among them. */
  stored_count: number;
  last_seq: number;
}

/** Everything the home needs; the newest answer is kept for the time without a network. */
export interface PunchingHome {
  server_time: string;
  server_token: string;
  zone: string;
  person: { id: string; name: string };
  sites: PunchSite[];
  plan: PlanDay[];
  policy: PunchPolicy;
  phone: PhoneStatus | null;
  /** How many phones this person has enrolled. */
  phones: number;
  receipt_key: { id: string; public_key: string } | null;
  passkeys: boolean;
  /** Why not, and what to do, in words. */
  passkeys_why: string | null;
  demo: boolean;
}

/** One of my phones. */
export interface MyPhone {
  device_key: string;
  platform: string;
  name: string | null;
  state: PhoneState;
  has_passkey: boolean;
  device_bound: boolean;
  enrolled_at: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
  last_punch_at: string | null;
  stored_count: number;
  /** Numbers of taps the server has not seen between those it has. */
  gaps: number;
}

export interface PhoneChallenge {
  challenge_id: string;
  /** create: a new passkey; get: one that is there already. */
  kind: 'create' | 'get';
  options: { publicKey: Record<string, unknown> };
}

export interface NewPhone {
  public_key: string;
  platform: 'android' | 'ios' | 'desktop' | 'other';
  name?: string;
  standalone?: boolean;
  /** The key's signature over `hadir-enrol-v1`, its own name and the challenge. */
  proof?: string;
  passkey?: { challenge_id: string; credential: unknown };
}

export interface EnrolledPhone {
  device_key: string;
  state: PhoneState;
  has_passkey: boolean;
  device_bound: boolean;
}

/** Where a tap stands in the ledger. */
export interface Seal {
  id: string;
  stored: boolean;
  commitment: string | null;
  position: number | null;
}
