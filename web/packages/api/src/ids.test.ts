import { describe, expect, it } from 'vitest';
import { newId, uuidv7 } from './ids';

describe('an id', () => {
  it('is a UUID of version 7 that begins with its time', () => {
    const id = uuidv7(0x0199a3c81234, new Uint8Array(16).fill(0xff));

    expect(id).toBe('0199a3c8-1234-7fff-bfff-ffffffffffff');
  });

  it('sorts after what was made before it', () => {
    const random = new Uint8Array(16).fill(0x55);

    expect(uuidv7(2_000_000_000_000, random) > uuidv7(1_999_999_999_999, random)).toBe(true);
  });

  it('differs from every other', () => {
    expect(new Set(Array.from({ length: 1000 }, newId)).size).toBe(1000);
  });
});
