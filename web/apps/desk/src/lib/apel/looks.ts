import type { ApelHoursInput, ApelPerson, ApelPlaceInput, ApelStanding } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** Every standing, in the order of the table. */
export const standings: readonly ApelStanding[] = [
  'hadir',
  'terlambat',
  'berizin',
  'dikecualikan',
  'tidak_hadir',
  'belum_tercatat',
];

/** How a standing looks; never by colour alone. */
export const standingLooks: Record<
  ApelStanding,
  { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }
> = {
  hadir: { tone: 'good', icon: 'check' },
  terlambat: { tone: 'late', icon: 'clock' },
  berizin: { tone: 'off', icon: 'paper' },
  dikecualikan: { tone: 'off', icon: 'minus' },
  tidak_hadir: { tone: 'missing', icon: 'close' },
  belum_tercatat: { tone: 'off', icon: 'wait' },
};

/** The people that fit a search and a standing; `''` is every standing. */
export function fitting(people: readonly ApelPerson[], query: string, standing: string): ApelPerson[] {
  const wanted = query.trim().toLowerCase();
  return people.filter(
    (row) =>
      (standing === '' || row.standing === standing) &&
      (row.person.name.toLowerCase().includes(wanted) ||
        (row.unit?.name.toLowerCase().includes(wanted) ?? false)),
  );
}

/** What the form of hours and place holds, as text. */
export interface Where {
  from: string;
  starts: string;
  to: string;
  site: string;
  name: string;
  lat: string;
  lon: string;
  radius: string;
}

export const nowhere = (): Where => ({
  from: '07:00',
  starts: '07:30',
  to: '07:45',
  site: '',
  name: '',
  lat: '',
  lon: '',
  radius: '100',
});

/** The form as the server takes it; a comma of an Indonesian keyboard is a point. */
export function asSent(where: Where): { hours: ApelHoursInput; place: ApelPlaceInput } {
  const figure = (text: string) => (text.trim() === '' ? undefined : Number(text.trim().replace(',', '.')));
  const hours = { from: where.from, to: where.to, ...(where.starts ? { starts: where.starts } : {}) };
  if (where.site) return { hours, place: { site: where.site } };
  const [lat, lon] = [figure(where.lat), figure(where.lon)];
  const point =
    lat === undefined || lon === undefined ? {} : { lat, lon, radius_m: figure(where.radius) ?? 100 };
  return { hours, place: { name: where.name.trim(), ...point } };
}
