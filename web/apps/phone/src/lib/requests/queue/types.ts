import type { NewRequest } from '@hadir/api';
import type { Trouble } from '../../outbox/types';

/** A request on this phone that the server has not taken. */
export interface RequestItem {
  id: string;
  /** The person under whose session it is sent, never another. */
  owner: string;
  request: NewRequest;
  /** This phone's wall clock, ms. */
  addedAt: number;
  tries: number;
  /** What kept it from being sent the last time; it is tried again. */
  trouble: Trouble | null;
  /** The server's no: it is not sent again as it is, and stays to be mended or let go. */
  refused: Trouble | null;
}

/** A file of a request, until the server has it. */
export interface RequestFileItem {
  /** `request:sha256` */
  id: string;
  request: string;
  owner: string;
  sha256: string;
  name: string;
  media: string;
  bytes: ArrayBuffer;
  addedAt: number;
  tries: number;
  /** The server will never take it. */
  refused: Trouble | null;
}

/** A file somebody chose, not yet stored. */
export interface ChosenFile {
  sha256: string;
  name: string;
  media: string;
  size: number;
  /** Null where the server has it already. */
  bytes: ArrayBuffer | null;
}
