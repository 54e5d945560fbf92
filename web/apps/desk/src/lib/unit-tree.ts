import type { Unit } from '@hadir/api';

export interface UnitLine {
  unit: Unit;
  depth: number;
}

const byName = (a: Unit, b: Unit) => a.name.localeCompare(b.name, 'id');

/** Units as an indented list, each below its parent. A unit whose parent is not in the list stands at the top. */
export function unitLines(units: readonly Unit[]): UnitLine[] {
  const parentOf = (unit: Unit) =>
    units.find((one) => one !== unit && (one.code === unit.parent || one.id === unit.parent));
  const below = new Map<Unit | undefined, Unit[]>();
  for (const unit of units) {
    const parent = parentOf(unit);
    below.set(parent, [...(below.get(parent) ?? []), unit]);
  }

  const lines: UnitLine[] = [];
  const seen = new Set<Unit>();
  const walk = (unit: Unit, depth: number) => {
    if (seen.has(unit)) return;
    seen.add(unit);
    lines.push({ unit, depth });
    for (const child of (below.get(unit) ?? []).sort(byName)) walk(child, depth + 1);
  };
  for (const root of (below.get(undefined) ?? []).sort(byName)) walk(root, 0);
  // A circle of parents has no top; nobody in it may vanish from the list.
  for (const unit of [...units].sort(byName)) walk(unit, 0);
  return lines;
}

/** The units above one, from the top down, and itself. */
export function pathTo(units: readonly Unit[], code: string): Unit[] {
  const path: Unit[] = [];
  let unit = units.find((one) => one.code === code);
  while (unit && !path.includes(unit)) {
    path.unshift(unit);
    const parent: string | null | undefined = unit.parent;
    unit = parent ? units.find((one) => one.code === parent || one.id === parent) : undefined;
  }
  return path;
}

/** Choices for a select, indented by depth; the value is the code, or the id where a call wants that. */
export function unitOptions(
  units: readonly Unit[],
  value: 'code' | 'id' = 'code',
): { value: string; text: string }[] {
  return unitLines(units).map(({ unit, depth }) => ({
    value: unit[value],
    text: '\u2003'.repeat(depth) + unit.name,
  }));
}
