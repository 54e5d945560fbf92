import { describe, expect, it } from 'vitest';
import { bytesOf, canonical, fromB64u, punchBytes, sha256B64u, toB64u, toHex, wellFormed } from './canonical';

describe('canonical JSON', () => {
  it('writes numbers as RFC 8785 (appendix B) does', () => {
    const vectors: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['c340000000000000', '-9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ];

    for (const [bits, text] of vectors) {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, BigInt(`0x${bits}`));
      expect(canonical(view.getFloat64(0)), bits).toBe(text);
    }
  });

  it('sorts names by UTF-16 units and writes texts as the RFC shows', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };

    expect([...canonical(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonical('\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/')).toBe(
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    );
  });

  it('writes the example of the RFC byte for byte', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };

    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('leaves out what is not sent and refuses what JSON cannot say', () => {
    expect(canonical({ b: undefined, a: null })).toBe('{"a":null}');
    expect(() => canonical(Number.NaN)).toThrow(TypeError);
    expect(() => canonical(Number.POSITIVE_INFINITY)).toThrow(TypeError);
    expect(() => canonical('\ud83d')).toThrow(TypeError);
    expect(() => canonical(() => 1)).toThrow(TypeError);
  });
});

describe('the bytes of a punch', () => {
  it('begin with their own name and leave the signature out', () => {
    const bytes = punchBytes({ seq: 1, id: 'a', signature: 'xyz' });

    expect(new TextDecoder().decode(bytes)).toBe('hadir-punch-v1\n{"id":"a","seq":1}');
  });

  it('can always be made of what somebody typed', () => {
    expect(canonical(wellFormed('sakit \ud83d'))).toBe('"sakit \ufffd"');
    expect(wellFormed('baik \ud83d\ude00')).toBe('baik \ud83d\ude00');
  });
});

describe('base64url', () => {
  it('goes there and back without padding', () => {
    for (const text of ['', 'a', 'ab', 'abc', '\u00ff\u00fe\u00fd>?']) {
      const bytes = bytesOf(text);
      expect(toB64u(bytes)).not.toMatch(/[+/=]/);
      expect(fromB64u(toB64u(bytes))).toEqual(bytes);
    }
    expect(toHex(new Uint8Array([0, 15, 255]))).toBe('000fff');
  });

  it('names a digest', async () => {
    expect(await sha256B64u(bytesOf('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
