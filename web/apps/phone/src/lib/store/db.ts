import type { NewWitness } from '@hadir/api';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptItem, KeptPhoto, Pending, QueueItem } from '../outbox/types';
import type { RequestFileItem, RequestItem } from '../requests/queue/types';

export interface HadirDb extends DBSchema {
  /** Keys of this phone and other secrets a page cannot read out, by name. */
  keys: { key: string; value: StoredKey };
  /** Punches the server has not answered for. */
  queue: { key: string; value: QueueItem; indexes: { owner: [string, string] } };
  /** Punches it has, kept for 35 days to be shown and to be offered again. */
  kept: {
    key: string;
    value: KeptItem;
    indexes: { owner: [string, string]; order: [string, string, number] };
  };
  /** Pressed, but not yet stored as a punch. */
  pending: { key: string; value: Pending };
  photos: { key: string; value: KeptPhoto };
  /** Requests the server has not taken. */
  requests: { key: string; value: RequestItem; indexes: { owner: string } };
  /** Proof on its way, also after its request was taken. */
  requestFiles: { key: string; value: RequestFileItem; indexes: { owner: string; request: string } };
  /** Statements about colleagues the server has not taken. */
  witnesses: { key: string; value: WitnessItem; indexes: { owner: string } };
  /** Single facts by name, see `facts.ts`. */
  facts: { key: string; value: unknown };
}

/** A signed statement on its way. */
export interface WitnessItem {
  id: string;
  /** The person who signed it. */
  owner: string;
  /** Of the colleague, as this phone knows it. */
  name: string;
  statement: NewWitness;
  /** Wall clock, ms. */
  addedAt: number;
  /** Why the server did not take it; null while it waits. */
  refused: string | null;
}

export interface StoredKey {
  pair: CryptoKeyPair;
  publicKey: string;
  deviceKey: string;
  /** Wall clock, ms. */
  madeAt: number;
}

export type Store = IDBPDatabase<HadirDb>;

let outdated: () => void = () => undefined;

/** Sets what happens when a newer page in another tab has taken the store over: this page can use it no more. */
export function whenOutdated(then: () => void): void {
  outdated = then;
}

/**
 * Opens what this phone keeps.
 *
 * A later version adds stores and indexes in a further `if`; what is there is never rewritten, so that a queue
 * written by an old page is read by a new one.
 */
export function openStore(name = 'hadir'): Promise<Store> {
  return openDB<HadirDb>(name, 4, {
    upgrade(db, oldVersion, _newVersion, tx) {
      if (oldVersion < 1) {
        db.createObjectStore('keys');
        db.createObjectStore('queue', { keyPath: 'id' }).createIndex('owner', ['outbox', 'owner']);
        db.createObjectStore('kept', { keyPath: 'id' }).createIndex('owner', ['outbox', 'owner']);
        db.createObjectStore('pending', { keyPath: 'id' });
        db.createObjectStore('photos', { keyPath: 'id' });
        db.createObjectStore('facts');
      }
      if (oldVersion < 2) tx.objectStore('kept').createIndex('order', ['outbox', 'owner', 'seq']);
      if (oldVersion < 3) {
        db.createObjectStore('requests', { keyPath: 'id' }).createIndex('owner', 'owner');
        const files = db.createObjectStore('requestFiles', { keyPath: 'id' });
        files.createIndex('owner', 'owner');
        files.createIndex('request', 'request');
      }
      if (oldVersion < 4) db.createObjectStore('witnesses', { keyPath: 'id' }).createIndex('owner', 'owner');
    },
    // A newer page in another tab wants to upgrade: it must not wait for this one.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
      outdated();
    },
  });
}

let opened: Promise<Store> | null = null;

/** The one store of this page. Opened anew when the browser closed or refused it. */
export function store(): Promise<Store> {
  opened ??= openStore().then(
    (db) => {
      db.addEventListener('close', () => (opened = null));
      return db;
    },
    (thrown: unknown) => {
      opened = null;
      throw thrown;
    },
  );
  return opened;
}
