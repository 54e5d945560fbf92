/** A month is `YYYY-MM`, a date `YYYY-MM-DD`; both are local to the instansi and never pass through a time zone. */
export type MonthText = string;
export type DateText = string;

const pad = (n: number) => String(n).padStart(2, '0');

function parts(month: MonthText): [number, number] {
  const match = /^(\d{4})-(\d{2})/.exec(month);
  if (!match) throw new RangeError(`not a month: ${month}`);
  return [Number(match[1]), Number(match[2])];
}

/** True for `2026-11`, false for `2026-13`, `11-2026` and whatever else an address may carry. */
export function isMonth(text: string | null | undefined): text is MonthText {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? '');
}

export function addMonths(month: MonthText, by: number): MonthText {
  const [year, number] = parts(month);
  const index = year * 12 + (number - 1) + by;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${pad((index % 12) + 1)}`;
}

/** Every date of a month, in order. */
export function datesOf(month: MonthText): DateText[] {
  const [year, number] = parts(month);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, i) => `${month.slice(0, 7)}-${pad(i + 1)}`);
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(date: DateText): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The weeks of a month from Monday to Sunday; places outside the month are null. */
export function weeksOf(month: MonthText): (DateText | null)[][] {
  const dates = datesOf(month);
  const places: (DateText | null)[] = [
    ...Array<null>(weekdayOf(dates[0] ?? `${month}-01`)).fill(null),
    ...dates,
  ];
  while (places.length % 7 !== 0) places.push(null);
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
}

/** The date of an instant in a zone. */
export function dateIn(zone: string, ms: number): DateText {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
}
