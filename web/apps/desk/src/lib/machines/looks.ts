import type { Device, DeviceClockReading, MarkList } from '@hadir/api';
import type { IconName } from '@hadir/ui';
import { tm } from './words';

export type MachineState = 'waiting' | 'proposed' | 'retired' | 'heard' | 'late' | 'silent';
export type Tone = 'good' | 'late' | 'off' | 'missing';

/** How each state looks; never colour alone. */
export const stateLooks: Record<MachineState, { tone: Tone; icon: IconName }> = {
  waiting: { tone: 'late', icon: 'wait' },
  proposed: { tone: 'late', icon: 'people' },
  retired: { tone: 'off', icon: 'minus' },
  heard: { tone: 'good', icon: 'check' },
  late: { tone: 'late', icon: 'clock' },
  silent: { tone: 'missing', icon: 'alert' },
};

/** The state of a machine: what it waits for, else whether it is in touch as expected of it. */
export function stateOf(device: Device, marks: MarkList | null): MachineState {
  if (!device.adopted) return device.proposal ? 'proposed' : 'waiting';
  if (device.retired_on) return 'retired';
  const touch = marks?.items.find((mark) => mark.device === device.id)?.touch;
  return touch === 'late' || touch === 'silent'
    ? touch
    : touch === 'heard' || device.seen_at
      ? 'heard'
      : 'silent';
}

const order: readonly MachineState[] = ['proposed', 'waiting', 'silent', 'late', 'heard', 'retired'];

/** Machines that wait for somebody first, then the silent ones. */
export function inOrder(devices: readonly Device[], marks: MarkList | null): Device[] {
  const rank = (device: Device) => order.indexOf(stateOf(device, marks));
  return devices.toSorted((a, b) => rank(a) - rank(b) || a.serial.localeCompare(b.serial));
}

/** A length of time in one unit that reads easily. */
export function spanText(seconds: number): string {
  const n = Math.abs(Math.round(seconds));
  if (n < 120) return tm('seconds', { n });
  if (n < 7200) return tm('minutes', { n: Math.round(n / 60) });
  if (n < 172_800) return tm('hours', { n: Math.round(n / 3600) });
  return tm('days', { n: Math.round(n / 86_400) });
}

/** How far a clock is off, in words. */
export function offsetText(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1000);
  if (seconds === 0) return tm('exact');
  return tm(seconds > 0 ? 'ahead' : 'behind', { time: spanText(seconds) });
}

export interface ChartPoint {
  x: number;
  y: number;
  at: string;
  offsetMs: number;
}

/** Places readings in a box of 0 to 100 by 0 to 100, zero offset always inside. */
export function chartOf(readings: readonly DeviceClockReading[]): { points: ChartPoint[]; zero: number } {
  const times = readings.map((one) => Date.parse(one.at));
  const first = Math.min(...times);
  const span = Math.max(...times) - first || 1;
  const least = Math.min(0, ...readings.map((one) => one.offset_ms));
  const height = Math.max(0, ...readings.map((one) => one.offset_ms)) - least || 1;
  const y = (offset: number) => 100 - ((offset - least) / height) * 100;
  const points = readings.map((one, i) => ({
    x: (((times[i] ?? first) - first) / span) * 100,
    y: y(one.offset_ms),
    at: one.at,
    offsetMs: one.offset_ms,
  }));
  return { points, zero: y(0) };
}
