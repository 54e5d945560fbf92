import type { Station, StationInstansi, StationKind } from '@hadir/api';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptOfficeKey } from './key-ring';

/** What a station knows of itself between two visits. */
export interface KeptStation {
  token: string;
  /** The public key it was claimed with; a screen's is never used. */
  publicKey?: string | null;
  station: Station;
  instansi: StationInstansi;
  /** The server's time when it was last heard, ms. */
  heardAt: number;
  /** Server minus this device's wall clock at that time, ms. */
  offsetMs: number;
  /** The server's dated word, which bounds what a kiosk can claim; null until it was asked. */
  serverToken: string | null;
}

/** What is left of a station the server no longer knows. */
export interface LostStation {
  station: Station;
  instansi: StationInstansi;
}

interface StationDb extends DBSchema {
  stations: { key: StationKind; value: KeptStation };
  lost: { key: StationKind; value: LostStation };
  keys: { key: number; value: KeptOfficeKey };
}

export type StationStore = IDBPDatabase<StationDb>;

export function openStationStore(name = 'hadir-station'): Promise<StationStore> {
  return openDB<StationDb>(name, 1, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        db.createObjectStore('stations');
        db.createObjectStore('lost');
        db.createObjectStore('keys', { keyPath: 'day' });
      }
    },
    // A newer page in another tab wants to upgrade: it must not wait for this one.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
    },
  });
}

export async function keepStation(db: StationStore, kept: KeptStation): Promise<void> {
  const kind = kept.station.kind;
  const tx = db.transaction(['stations', 'lost'], 'readwrite');
  await tx.objectStore('stations').put(kept, kind);
  await tx.objectStore('lost').delete(kind);
  await tx.done;
}

/** Puts the keys of one answer in the place of all earlier ones. */
export async function replaceKeys(db: StationStore, keys: readonly KeptOfficeKey[]): Promise<void> {
  const tx = db.transaction('keys', 'readwrite');
  await tx.store.clear();
  for (const key of keys) await tx.store.put(key);
  await tx.done;
}

export async function dropKeys(db: StationStore, days: readonly number[]): Promise<void> {
  const tx = db.transaction('keys', 'readwrite');
  for (const day of days) await tx.store.delete(day);
  await tx.done;
}

/** Forgets the token and, of a screen, the keys; only the name stays, to say what was here. */
export async function loseStation(db: StationStore, kept: KeptStation): Promise<void> {
  const { station, instansi } = kept;
  const tx = db.transaction(['stations', 'lost', 'keys'], 'readwrite');
  await tx.objectStore('stations').delete(station.kind);
  await tx.objectStore('lost').put({ station, instansi }, station.kind);
  if (station.kind === 'screen') await tx.objectStore('keys').clear();
  await tx.done;
}
