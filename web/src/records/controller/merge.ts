// What becomes of a draft when somebody else has saved meanwhile: what only one side changed stands, and only what both changed
// differently is asked about. Pure over the three versions.
import type { Field, Value, Values } from '@/api/types';
import { same } from './values';

export type Merged = {
  /** What is to stand; of what is asked about, one's own. */
  values: Values;
  asks: string[];
};

const wordsOf = (value: Value | undefined): string[] => (Array.isArray(value) ? value : []);

/** Tags that one side adds and tags that the other takes off do not get into each other's way. */
function mergeWords(base: Value | undefined, mine: Value | undefined, theirs: Value | undefined): Value {
  const [before, here] = [wordsOf(base), wordsOf(mine)];
  const kept = wordsOf(theirs).filter((word) => here.includes(word) || !before.includes(word));
  const added = here.filter((word) => !before.includes(word) && !kept.includes(word));
  return [...kept, ...added];
}

export function merge(fields: Field[], base: Values, mine: Values, theirs: Values): Merged {
  const values: Values = {};
  const asks: string[] = [];
  for (const { name, kind } of fields) {
    const [before, here, there] = [base[name], mine[name], theirs[name]];
    if (same(before, here)) values[name] = there ?? null;
    else if (kind === 'choices') values[name] = mergeWords(before, here, there);
    else {
      values[name] = here ?? null;
      if (!same(before, there) && !same(here, there)) asks.push(name);
    }
  }
  return { values, asks };
}
