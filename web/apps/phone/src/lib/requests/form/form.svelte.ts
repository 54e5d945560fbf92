import type {
  AwayDetail,
  CorrectionCode,
  CorrectionSide,
  DayPart,
  LeaveKind,
  NewRequestFile,
  RequestDetail,
  RequestDraft,
  RequestKind,
} from '@hadir/api';
import { wellFormed } from '../../canonical';
import type { ChosenFile } from '../queue/types';

export type FieldName =
  | 'from'
  | 'to'
  | 'letter'
  | 'date'
  | 'time'
  | 'status'
  | 'code'
  | 'otherDate'
  | 'with'
  | 'cancels'
  | 'reason';

/** What is wrong with a field: it is empty, or one of the words of `check.*`. */
export type Complaint = 'required' | 'order' | 'time' | 'letter' | 'with' | 'code';

/** Statuses a day can be corrected to; absence and days off follow from other things. */
export const correctableStatuses = ['H', 'DL', 'WFH', 'DIKLAT', 'S', 'I'] as const;

/** Kinds that are away from the office for some days. */
export const awayKinds = ['field_duty', 'wfh', 'permission', 'training'] as const;
export type AwayKind = (typeof awayKinds)[number];
export const isAway = (kind: RequestKind): kind is AwayKind => awayKinds.some((one) => one === kind);

export const needsLetter = (kind: RequestKind) => kind === 'field_duty' || kind === 'training';

const filled = (text: string) => wellFormed(text.trim()) || undefined;

/** What somebody types into a form for a request, and what becomes of it. */
export class RequestForm {
  readonly kind: RequestKind;
  leave = $state<LeaveKind>('tahunan');
  from = $state('');
  to = $state('');
  part = $state<DayPart>('whole');
  address = $state('');
  phone = $state('');
  letter = $state('');
  place = $state('');
  date = $state('');
  side = $state<CorrectionSide>('in');
  time = $state('');
  nextDay = $state(false);
  status = $state('H');
  code = $state<CorrectionCode | ''>('');
  otherDate = $state('');
  with = $state.raw<{ id: string; name: string } | null>(null);
  cancels = $state('');
  cancelFrom = $state('');
  reason = $state('');
  files = $state.raw<ChosenFile[]>([]);

  constructor(kind: RequestKind) {
    this.kind = kind;
  }

  /** The form as it was filled in once. */
  static of(draft: RequestDraft, files: readonly ChosenFile[]): RequestForm {
    const form = new RequestForm(draft.kind);
    form.reason = draft.reason;
    form.files = [...files];
    switch (draft.kind) {
      case 'correction': {
        const { date, side, time, next_day, status, code } = draft.detail;
        Object.assign(form, { date, side, time: time ?? '', nextDay: next_day ?? false, code });
        if (status) form.status = status;
        break;
      }
      case 'swap': {
        const { date, other_date, with: id } = draft.detail;
        form.with = draft.colleague ?? { id, name: '' };
        Object.assign(form, { date, otherDate: other_date });
        break;
      }
      case 'cancel':
        Object.assign(form, { cancels: draft.detail.request, cancelFrom: draft.detail.from ?? '' });
        break;
      case 'leave': {
        const { leave, from, to, part, address, phone } = draft.detail;
        Object.assign(form, { leave, from, to, part, address: address ?? '', phone: phone ?? '' });
        break;
      }
      default: {
        const { from, to, part, letter, place } = draft.detail;
        Object.assign(form, { from, to, part, letter: letter ?? '', place: place ?? '' });
      }
    }
    return form;
  }

  /** Half a day is only asked for on one day. */
  get oneDay(): boolean {
    return this.from !== '' && this.from === (this.to || this.from);
  }

  get complaints(): Partial<Record<FieldName, Complaint>> {
    const wrong: Partial<Record<FieldName, Complaint>> = {};
    const need = (name: FieldName, value: string) => {
      if (value.trim() === '') wrong[name] = 'required';
    };
    need('reason', this.reason);
    if (this.kind === 'leave' || isAway(this.kind)) {
      need('from', this.from);
      if (this.from && this.to && this.to < this.from) wrong.to = 'order';
      if (needsLetter(this.kind) && this.letter.trim() === '') wrong.letter = 'letter';
    } else if (this.kind === 'correction') {
      need('date', this.date);
      if (this.side === 'status') need('status', this.status);
      else if (clockOf(this.time) === null) wrong.time = this.time.trim() === '' ? 'required' : 'time';
      if (this.code === '') wrong.code = 'code';
    } else if (this.kind === 'swap') {
      need('date', this.date);
      need('otherDate', this.otherDate);
      if (this.with === null) wrong.with = 'with';
    } else {
      need('cancels', this.cancels);
    }
    return wrong;
  }

  /** What would be sent; null while something is missing. A reason is not needed to have it checked. */
  draft(withoutReason = false): RequestDraft | null {
    const wrong = this.complaints;
    if (withoutReason) delete wrong.reason;
    if (Object.keys(wrong).length > 0) return null;
    return { ...this.#detail(), reason: wellFormed(this.reason.trim()), files: this.files.map(announced) };
  }

  #detail(): RequestDetail {
    const { kind } = this;
    if (kind === 'correction') {
      const { date, side, code } = this;
      const asked =
        side === 'status'
          ? { status: this.status }
          : { time: clockOf(this.time), ...(this.nextDay ? { next_day: true } : {}) };
      return { kind, detail: { date, side, ...asked, code: code || 'other' } };
    }
    if (kind === 'swap') {
      const { date, otherDate: other_date, with: colleague } = this;
      return { kind, detail: { date, other_date, with: colleague?.id ?? '' }, colleague };
    }
    if (kind === 'cancel') {
      const from = filled(this.cancelFrom);
      return { kind, detail: { request: this.cancels, ...(from ? { from } : {}) } };
    }
    const days: AwayDetail = {
      from: this.from,
      to: this.to || this.from,
      part: this.oneDay ? this.part : 'whole',
    };
    if (kind === 'leave') {
      const [address, phone] = [filled(this.address), filled(this.phone)];
      return {
        kind,
        detail: {
          leave: this.leave,
          ...days,
          ...(address ? { address } : {}),
          ...(phone ? { phone } : {}),
        },
      };
    }
    const [letter, place] = [filled(this.letter), filled(this.place)];
    return { kind, detail: { ...days, ...(letter ? { letter } : {}), ...(place ? { place } : {}) } };
  }
}

const announced = ({ sha256, name, media, size }: ChosenFile): NewRequestFile => ({
  sha256,
  name,
  media,
  size,
});

/** `7.25`, `07:25` and `0725` are all `07:25`; null for what is no time of day. */
export function clockOf(text: string): string | null {
  const match = /^\s*(\d{1,2})(?:[.:]?(\d{2}))(?::\d{2})?\s*$/.exec(text);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
