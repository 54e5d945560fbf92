import { describe, expect, it } from 'vitest';
import { faultOf } from './camera';
import { fitted } from './decoder';

describe('the scanner', () => {
  it('tells a refused camera from a missing and a busy one', () => {
    const named = (name: string) => Object.assign(new Error(name), { name });

    expect(faultOf(named('NotAllowedError'))).toBe('refused');
    expect(faultOf(named('NotFoundError'))).toBe('none');
    expect(faultOf(named('NotReadableError'))).toBe('busy');
    expect(faultOf('strange')).toBe('busy');
  });

  it('reads a big picture at a size an old phone can bear, and never enlarges one', () => {
    expect(fitted(1920, 1080, 960)).toEqual({ width: 960, height: 540 });
    expect(fitted(1080, 1920, 960)).toEqual({ width: 540, height: 960 });
    expect(fitted(640, 480, 960)).toEqual({ width: 640, height: 480 });
    expect(fitted(0, 0, 960)).toEqual({ width: 0, height: 0 });
  });
});
