import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { bytesOf, fromB64u } from '../canonical';
import { deviceKey } from '../device-key';
import { emptyStore } from '../outbox/testing';
import { personCode } from './person-code';

it('is read by the kiosk and signed by the phone', async () => {
  const db = await emptyStore();
  const key = await deviceKey(db, 'phone');
  if (!key) throw new Error('no key');
  const at = Date.parse('2026-01-19T00:21:05.120Z');

  const text = await personCode(key, { person: { id: 'p1', name: 'Siti é' }, at, nonce: new Uint8Array(9) });

  const [kind, payload = '', signature = ''] = text.split('.');
  expect(kind).toBe('HP1');
  const said = new TextDecoder().decode(fromB64u(payload));
  expect(said).toBe(
    `{"at":"2026-01-19T00:21:05.120Z","k":"${key.deviceKey}","n":"AAAAAAAAAAAA","name":"Siti é","p":"p1"}`,
  );
  const pair = (await db.get('keys', 'phone'))?.pair;
  const right = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    pair?.publicKey as CryptoKey,
    fromB64u(signature),
    bytesOf(`hadir-person-v1\n${said}`),
  );
  expect(right).toBe(true);
});
