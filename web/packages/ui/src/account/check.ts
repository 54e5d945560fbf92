import { tc } from '../i18n/texts';

/** The server refuses shorter ones; saying so before sending spares a round. */
export const PASSWORD_LEAST = 10;

/** What is wrong with a new password, or null. */
export function passwordComplaint(password: string, login: string): string | null {
  if (password === '') return tc('check.required');
  const missing = PASSWORD_LEAST - [...password].length;
  if (missing > 0) return tc('check.short', { missing, least: PASSWORD_LEAST });
  if (login !== '' && password.toLowerCase() === login.trim().toLowerCase()) return tc('check.likeLogin');
  return null;
}

export function required(value: string): string | null {
  return value.trim() === '' ? tc('check.required') : null;
}
