export type Direction = 'in' | 'out';

/** Before noon people come, after noon they go; who works otherwise uses the switch. */
export function directionByTime(ms: number, zone: string): Direction {
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    ms,
  );
  return Number(hour) < 12 ? 'in' : 'out';
}
