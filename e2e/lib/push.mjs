// A push service with a browser behind it, on a port of this machine: Chromium's own service is not reachable here.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';

const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

/** Takes messages and opens them as the browser would (RFC 8291). */
export async function receiver() {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  const taken = [];
  const server = createServer((request, answer) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts) });
      answer.writeHead(201).end();
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    taken,
    subscription: {
      endpoint: `${origin}/push/1`,
      keys: { p256dh: base64url(ecdh.getPublicKey()), auth: base64url(auth) },
      device: 'Chrome di Android',
    },
    opened: (message) => JSON.parse(decrypt(message.body, ecdh, auth)),
    stop: () => new Promise((gone) => server.close(gone)),
  };
}

function decrypt(body, ecdh, auth) {
  const [salt, length] = [body.subarray(0, 16), body[20]];
  const from = body.subarray(21, 21 + length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), from]);
  const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(from), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const sealed = body.subarray(21 + length);
  const opening = createDecipheriv('aes-128-gcm', key, nonce);
  opening.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString('utf8');
}

/** What the server says of itself to the push service, when the key it names has signed it. */
export function claimsOf({ headers }) {
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization);
  const [head, claims, signature] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
  };
  const by = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), by, Buffer.from(signature, 'base64url')))
    throw new Error('the signature does not hold');
  return { key, ...JSON.parse(Buffer.from(claims, 'base64url')) };
}
