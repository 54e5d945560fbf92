/** Whether a text can be the short code of an instansi: it stands in addresses and in tokens. */
export function isCode(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/.test(text);
}

/** Whether a text is a region code of the ministry: province `15` or regency `15.71`. */
export function isRegion(text: string): boolean {
  return /^\d{2}(\.\d{2})?$/.test(text);
}

/** A short code from a name: "Pemerintah Kota Jambi" becomes "kota-jambi". */
export function codeFrom(name: string): string {
  return name
    .toLowerCase()
    .replace(/^pemerintah\s+/, '')
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 32)
    .replace(/-$/, '');
}
