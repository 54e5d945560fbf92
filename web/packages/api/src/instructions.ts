import { json } from './http';

export const originKinds = ['sidak', 'visit', 'apel', 'first_day'] as const;

/** The occasion something began with. */
export interface Origin {
  kind: (typeof originKinds)[number];
  id: string;
}

/** A person as others may see them. */
interface PersonRef {
  id: string;
  name: string;
  number_masked?: string | null;
}

interface UnitRef {
  id: string;
  code: string;
  name: string;
}

export const instructionStates = ['given', 'under_way', 'said_done', 'verified', 'cancelled'] as const;
export type InstructionState = (typeof instructionStates)[number];

export const instructionSteps = ['progress', 'done', 'verified', 'returned', 'cancelled'] as const;
export type InstructionStep = (typeof instructionSteps)[number];

/** One word said about an instruction. */
export interface InstructionWord {
  step: InstructionStep;
  text: string;
  by_login: string;
  at: string;
}

/** What a leader instructed an office to do, with everything said about it. */
export interface InstructionItem {
  id: string;
  origin: Origin;
  unit: UnitRef | null;
  text: string;
  owner: PersonRef | null;
  given_on: string;
  due_on: string;
  by_login: string;
  state: InstructionState;
  overdue: boolean;
  words: InstructionWord[];
  can: InstructionStep[];
}

export interface InstructionList {
  items: InstructionItem[];
  can_instruct: boolean;
  can_answer: boolean;
}

export interface NewInstruction {
  id: string;
  origin: Origin;
  /** The id of the office. */
  unit: string;
  text: string;
  owner: string | null;
  /** The day it is due; the rule's own where null. */
  due: string | null;
}

export interface NewInstructionStep {
  id: string;
  step: InstructionStep;
  text: string;
}

const id = encodeURIComponent;

/** Calls about instructions of leaders, apart from the others: most pages never need them. */
export const instructionsApi = {
  list: (query: { unit?: string; open?: boolean }, signal?: AbortSignal) =>
    json<InstructionList>('/instructions', { query: { ...query }, signal }),
  give: (instruction: NewInstruction) =>
    json<InstructionItem>('/instructions', { method: 'POST', json: instruction }),
  step: (one: string, step: NewInstructionStep) =>
    json<InstructionItem>(`/instructions/${id(one)}/steps`, { method: 'POST', json: step }),
};
