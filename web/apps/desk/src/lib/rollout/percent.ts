import { language } from '@hadir/ui';

/** Hundredths of a percent as people read them; a dash of nobody. */
export function percentText(hundredths: number | null | undefined): string {
  if (hundredths === null || hundredths === undefined) return '–';
  const locale = language.current === 'en' ? 'en-GB' : 'id-ID';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    hundredths / 10_000,
  );
}
