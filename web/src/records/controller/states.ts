// Where a record stands among its states, and what may be done about it. Pure functions over the catalog.
import type { Action, ObjectInfo, Option, RecordRow } from '@/api/types';

export type Step = Option & {
  /** Behind it, where it stands, or still to come. */
  at: 'past' | 'now' | 'ahead';
  final: boolean;
  /** An end beside the way: it is where the record stands, and nothing leads on from it. */
  apart: boolean;
};

/**
 * The way in its order, to the first of its ends. Another end is no next step: it is there only where it is the
 * present state, apart from the way, and says nothing about how far along it one had come.
 */
export function stepsOf(object: ObjectInfo, row: RecordRow): Step[] {
  const { state } = object;
  const options = object.fields.find(({ name }) => name === state?.field)?.options ?? [];
  if (!state) return [];
  const present = row[state.field];
  const isEnd = ({ value }: Option) => state.final.includes(value);
  const goal = options.find(isEnd);
  const way = [...options.filter((option) => !isEnd(option)), ...(goal ? [goal] : [])];
  const now = way.findIndex(({ value }) => value === present);
  const steps = way.map((option, index): Step => {
    const at = index === now ? 'now' : index < now ? 'past' : 'ahead';
    return { ...option, at, final: option === goal, apart: false };
  });
  const other = options.find((option) => option.value === present && isEnd(option) && option !== goal);
  return other ? [...steps, { ...other, at: 'now', final: true, apart: true }] : steps;
}

/** Whether an act is about the states at all; what is not stays among the other acts of a record. */
export const isMove = (action: Action): boolean => Boolean(action.to) || (action.from?.length ?? 0) > 0;

/** The next sensible act, and the other ones that are lawful now. */
export function movesOf(object: ObjectInfo, row: RecordRow): { next: Action | undefined; others: Action[] } {
  const lawful = object.actions.filter((action) => isMove(action) && row.may?.includes(action.name));
  const next = lawful.find(({ secondary }) => !secondary);
  return { next, others: lawful.filter((action) => action !== next) };
}
