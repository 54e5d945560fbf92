// Money and shares are written as Indonesian law and every list of a treasurer writes them, in both languages.
const whole = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 0 });

/** Rp4.000.000; −Rp16.000 */
export function rupiah(amount: number): string {
  return `${amount < 0 ? '−' : ''}Rp${whole.format(Math.abs(amount))}`;
}

/** The same for a difference: +Rp32.000 */
export function signedRupiah(amount: number): string {
  return amount > 0 ? `+${rupiah(amount)}` : rupiah(amount);
}

/** `1.50` of the server as 1,5 %; `-0.25` as −0,25 %. */
export function percentOf(text: string): string {
  const [units = '', parts = ''] = text.replace('-', '').split('.');
  const rest = parts.replace(/0+$/, '');
  return `${text.startsWith('-') ? '−' : ''}${units}${rest === '' ? '' : `,${rest}`} %`;
}
