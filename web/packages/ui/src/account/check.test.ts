import { describe, expect, it } from 'vitest';
import { passwordComplaint, required } from './check';

describe('a new password', () => {
  it('is refused while it is shorter than ten characters', () => {
    expect(passwordComplaint('123456789', 'siti')).toContain('1 karakter');
    expect(passwordComplaint('1234567890', 'siti')).toBeNull();
  });

  it('counts a character outside the basic plane once', () => {
    expect(passwordComplaint('😀😀😀😀😀', 'siti')).toContain('5 karakter');
  });

  it('must not be the NIP it belongs to', () => {
    expect(passwordComplaint('209901012126011001', '209901012126011001 ')).not.toBeNull();
  });

  it('is needed at all', () => {
    expect(passwordComplaint('', 'siti')).toBe(required('  '));
  });
});
