/** Working hours of the demo city, as minutes of the day: from 06:30 until before 17:00. */
const BEGIN = 6 * 60 + 30;
const END = 17 * 60;

/** Whether little happens at an instant: a weekend, or before or after work, in the zone of the instansi. */
export function outsideWorkingHours(instant: string, zone: string): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(Date.parse(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';

  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  return ['Sat', 'Sun'].includes(part('weekday')) || minute < BEGIN || minute >= END;
}
