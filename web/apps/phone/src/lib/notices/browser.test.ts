import { describe, expect, it } from 'vitest';
import { bytesOf, hashOf } from './browser';

describe('a browser that takes notices', () => {
  it('reads the key of the server from base64url', () => {
    expect([...bytesOf('-_8A')]).toEqual([251, 255, 0]);
    expect(
      bytesOf('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4')
        .length,
    ).toBe(65);
  });

  it('is known to the server by the hash of its endpoint', async () => {
    expect(await hashOf('https://push.example.org/x')).toMatch(/^[\w-]{43}$/);
    expect(await hashOf('a')).toBe('ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs');
  });
});
