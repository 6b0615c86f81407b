// What each kind of field brings along: how it is read, written and filtered by.
import type { ComponentType } from 'react';
import type { Condition, Field, FilterValue, Op, Value } from '@/api/types';

export type CellProps = {
  field: Field;
  value: unknown;
  /** In a list there is one line and little room; on a page there is the full value; on a button there is nothing to press. */
  place: 'list' | 'page' | 'button';
};

export type InputProps = {
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
  id: string;
  invalid?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  /** The hands are on the keyboard: what is chosen is also looked for by typing. */
  typing?: boolean;
};

export type FilterProps = {
  field: Field;
  op: Op;
  value: FilterValue;
  onChange: (value: FilterValue) => void;
};

export type WordsProps = { field: Field; condition: Condition };

export type Cell = ComponentType<CellProps>;
export type Input = ComponentType<InputProps>;
export type FilterKind = {
  Editor: ComponentType<FilterProps>;
  /** What an editor starts with when the operator is chosen. */
  start: (op: Op) => FilterValue;
};
