/** What the QR code of a printed card carries, behind the `#` that no server sees. */
export interface EnrolmentCard {
  login: string;
  code: string;
}

/** Reads the part of an address behind `#`; null where it is no card's. */
export function cardIn(hash: string): EnrolmentCard | null {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const [login, code] = [params.get('login')?.trim(), params.get('code')?.trim()];
  return login && code ? { login, code } : null;
}
