// Where a record stands among its states, and what may be done about it. Pure functions over the catalog.
import type { Action, ObjectInfo, Option, RecordRow } from '@/api/types';

export type Step = Option & {
  /** Behind it, where it stands, or still to come. */
  at: 'past' | 'now' | 'ahead';
  final: boolean;
};

/**
 * All states in their order. What lies before the present one has been passed, except where it ended:
 * an end that is not the first of them may have been reached from anywhere.
 */
export function stepsOf(object: ObjectInfo, row: RecordRow): Step[] {
  const { state } = object;
  const options = object.fields.find(({ name }) => name === state?.field)?.options ?? [];
  if (!state) return [];
  const now = options.findIndex(({ value }) => value === row[state.field]);
  const goal = options.find(({ value }) => state.final.includes(value))?.value;
  const value = options[now]?.value;
  const ended = value !== undefined && state.final.includes(value);
  const passed = !ended || value === goal;
  return options.map((option, index) => {
    const final = state.final.includes(option.value);
    const past = index < now && passed && !final;
    return { ...option, final, at: index === now ? 'now' : past ? 'past' : 'ahead' };
  });
}

/** Whether an act is about the states at all; what is not stays among the other acts of a record. */
export const isMove = (action: Action): boolean => Boolean(action.to) || (action.from?.length ?? 0) > 0;

/** The next sensible act, and the other ones that are lawful now. */
export function movesOf(object: ObjectInfo, row: RecordRow): { next: Action | undefined; others: Action[] } {
  const lawful = object.actions.filter((action) => isMove(action) && row.may?.includes(action.name));
  const next = lawful.find(({ secondary }) => !secondary);
  return { next, others: lawful.filter((action) => action !== next) };
}
