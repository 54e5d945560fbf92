import { disciplineApi } from '@hadir/api';

/** Whether the person signed in works on some open case; a menu is no place for a failure. */
export async function hasDuties(): Promise<boolean> {
  try {
    const { items } = await disciplineApi.list(true);
    return items.some(({ sight }) => sight !== 'milik_sendiri');
  } catch {
    return false;
  }
}
