import type { components } from './schema';

type Schema = components['schemas'];

/** Everything known of one terminal. */
export type DeviceDetail = Schema['DeviceDetail'];
export type DeviceCommand = Schema['DeviceCommand'];
export type DeviceEvent = Schema['DeviceEvent'];
export type DeviceMessage = Schema['DeviceMessage'];
export type DeviceMessageDetail = Schema['DeviceMessageDetail'];
export type DeviceClockReading = Schema['DeviceClockReading'];
export type NewDeviceProposal = Schema['NewDeviceProposal'];
export type NewDeviceCommand = Schema['NewDeviceCommand'];
export type NewDeviceGuard = Schema['NewDeviceGuard'];
/** What is proposed about the clock of a terminal. */
export type ClockProposal = Schema['ClockProposal'];
export type DeviceClock = Schema['DeviceClock'];
/** How far each source has spoken. */
export type MarkList = Schema['MarkList'];
export type SourceMark = Schema['SourceMark'];
/** How many sources of a place have not reported. */
export type Reporting = Schema['ReportingJson'];

/** What a terminal may be told from its page. */
export const deviceCommands = [
  'set_time',
  'query_rows',
  'info',
  'check',
  'send_waiting',
  'query_people',
  'put_person',
  'delete_person',
  'reboot',
] as const;
export type DeviceCommandKind = (typeof deviceCommands)[number];
