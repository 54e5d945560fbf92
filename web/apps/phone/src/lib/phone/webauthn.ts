import type { PhoneChallenge } from '@hadir/api';
import { fromB64u, toB64u } from '../canonical';

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = () => 'PublicKeyCredential' in globalThis && 'credentials' in navigator;

type Json = Record<string, unknown>;

const field = (of: Json, name: string): Json => (of[name] ?? {}) as Json;

/** A list of credentials with their ids as bytes. */
function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return (Array.isArray(list) ? (list as Json[]) : []).map((one) => ({
    ...(one as unknown as PublicKeyCredentialDescriptor),
    id: fromB64u(String(one.id)),
  }));
}

/** For browsers without `parseCreationOptionsFromJSON` (before 2024). */
export function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  const user = field(json, 'user');
  return {
    ...(json as unknown as PublicKeyCredentialCreationOptions),
    challenge: fromB64u(String(json.challenge)),
    user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: fromB64u(String(user.id)) },
    excludeCredentials: descriptors(json.excludeCredentials),
  };
}

/** The same for signing in with one that is there. */
export function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: fromB64u(String(json.challenge)),
    allowCredentials: descriptors(json.allowCredentials),
  };
}

interface Parsing {
  parseCreationOptionsFromJSON?: (json: unknown) => PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?: (json: unknown) => PublicKeyCredentialRequestOptions;
}

/**
 * Lets the person prove who they are with a passkey, as the server asked. Null when they did not, or could not.
 */
export async function askPasskey({ kind, options }: PhoneChallenge): Promise<Json | null> {
  const json = options.publicKey;
  const parsing = PublicKeyCredential as unknown as Parsing;
  try {
    const credential =
      kind === 'create'
        ? await navigator.credentials.create({
            publicKey: parsing.parseCreationOptionsFromJSON?.(json) ?? creationOptions(json),
          })
        : await navigator.credentials.get({
            publicKey: parsing.parseRequestOptionsFromJSON?.(json) ?? requestOptions(json),
          });
    return credential ? credentialJson(credential as PublicKeyCredential) : null;
  } catch {
    // Cancelled, timed out, or none on this device: which of them browsers do not tell.
    return null;
  }
}

/** As `toJSON()`, for browsers that have none. */
export function credentialJson(credential: PublicKeyCredential): Json {
  if ('toJSON' in credential) return (credential as unknown as { toJSON(): Json }).toJSON();
  const { response } = credential as PublicKeyCredential;
  const of = response as unknown as Record<string, unknown>;
  const texts: Json = {};
  for (const name of [
    'clientDataJSON',
    'attestationObject',
    'authenticatorData',
    'signature',
    'userHandle',
  ]) {
    if (of[name] instanceof ArrayBuffer) texts[name] = toB64u(of[name]);
  }
  if ('getTransports' in response) {
    texts.transports = (response as AuthenticatorAttestationResponse).getTransports();
  }
  const { id, rawId, type } = credential as PublicKeyCredential;
  return { id, rawId: toB64u(rawId), type, response: texts, clientExtensionResults: {} };
}
