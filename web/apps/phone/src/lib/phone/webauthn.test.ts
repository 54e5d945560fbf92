import { describe, expect, it } from 'vitest';
import { fromB64u } from '../canonical';
import { creationOptions, credentialJson, requestOptions } from './webauthn';

describe('a browser without JSON for passkeys', () => {
  it('gets bytes where the server wrote texts', () => {
    const made = creationOptions({
      challenge: 'AQID',
      rp: { id: 'hadir.example', name: 'Hadir' },
      user: { id: 'BAUG', name: 'siti', displayName: 'Siti' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      excludeCredentials: [{ type: 'public-key', id: 'Bwg' }],
    });
    const asked = requestOptions({ challenge: 'AQID', allowCredentials: [] });

    expect(made.challenge).toEqual(new Uint8Array([1, 2, 3]));
    expect(made.user).toMatchObject({ id: new Uint8Array([4, 5, 6]), name: 'siti' });
    expect(made.excludeCredentials?.[0]?.id).toEqual(new Uint8Array([7, 8]));
    expect(made.rp.id).toBe('hadir.example');
    expect(asked.challenge).toEqual(fromB64u('AQID'));
  });

  it('sends texts where it holds bytes', () => {
    const bytes = (...all: number[]) => new Uint8Array(all).buffer;
    const credential = {
      id: 'AQID',
      rawId: bytes(1, 2, 3),
      type: 'public-key',
      response: { clientDataJSON: bytes(4), attestationObject: bytes(5), getTransports: () => ['internal'] },
    } as unknown as PublicKeyCredential;

    expect(credentialJson(credential)).toEqual({
      id: 'AQID',
      rawId: 'AQID',
      type: 'public-key',
      response: { clientDataJSON: 'BA', attestationObject: 'BQ', transports: ['internal'] },
      clientExtensionResults: {},
    });
  });
});
