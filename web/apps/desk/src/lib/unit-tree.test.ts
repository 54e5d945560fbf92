import type { Unit } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { pathTo, unitLines, unitOptions } from './unit-tree';

const unit = (code: string, parent: string | null = null): Unit => ({
  id: `id-${code}`,
  code,
  name: `Unit ${code}`,
  kind: 'dinas',
  parent,
  people: 1,
});
const drawn = (units: Unit[]) => unitLines(units).map((line) => '-'.repeat(line.depth) + line.unit.code);

describe('the tree of units', () => {
  it('puts each unit below its parent, by code or by id', () => {
    expect(drawn([unit('B2', 'id-B'), unit('A'), unit('B'), unit('B1', 'B')])).toEqual([
      'A',
      'B',
      '-B1',
      '-B2',
    ]);
  });

  it('puts a unit at the top when its parent may not be seen', () => {
    expect(drawn([unit('X1', 'X')])).toEqual(['X1']);
  });

  it('loses nobody in a circle of parents', () => {
    expect(drawn([unit('P', 'Q'), unit('Q', 'P')]).toSorted()).toHaveLength(2);
  });

  it('names the way from the top', () => {
    const units = [unit('A'), unit('A1', 'A'), unit('A11', 'A1')];

    expect(pathTo(units, 'A11').map((one) => one.code)).toEqual(['A', 'A1', 'A11']);
    expect(pathTo(units, 'nowhere')).toEqual([]);
  });

  it('indents the choices of a select', () => {
    expect(unitOptions([unit('A'), unit('A1', 'A')]).map((one) => one.text)).toEqual([
      'Unit A',
      '\u2003Unit A1',
    ]);
  });
});
