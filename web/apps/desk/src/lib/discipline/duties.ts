import { disciplineApi, payStopsApi } from '@hadir/api';

/** Whether the person signed in works on some open case or stop of pay; a menu is no place for a failure. */
export async function hasDuties(): Promise<boolean> {
  try {
    const [cases, stops] = await Promise.all([disciplineApi.list(true), payStopsApi.list(true)]);
    return [...cases.items, ...stops.items].some(({ sight }) => sight !== 'milik_sendiri');
  } catch {
    return false;
  }
}
