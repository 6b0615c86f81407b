// Between a cell's value and what stands in its editor.
import type { Field, Kind, Value } from '@/api/types';
import { readAmount } from '@/format/money';
import { isMoney } from '../values';
import type { Line } from './line';

const TEXTUAL = new Set<Kind>([
  'text',
  'long_text',
  'number',
  'money',
  'percent',
  'phone',
  'email',
  'url',
  'address',
]);
const AMOUNTS = new Set<Kind>(['number', 'money', 'percent']);

/** Whether it is written, letter by letter, and not chosen. */
export const isTextual = (field: Field): boolean => TEXTUAL.has(field.kind);

/** What cannot be read as a number is kept as it was typed, and is no value. */
export function settled(field: Field, value: Value): { value: Value; typed?: string } {
  if (value === null || !AMOUNTS.has(field.kind)) return { value };
  const text = isMoney(value) ? value.amount : String(value);
  return readAmount(text) === null ? { value: null, typed: text } : { value };
}

/** What stands in an editor: also what was typed and is no value yet. */
export function editedValue(field: Field, line: Line): Value {
  const typed = line.typed?.[field.name];
  if (typed === undefined) return line.values[field.name] ?? null;
  if (field.kind === 'money') return { amount: typed, currency: 'CNY' };
  return AMOUNTS.has(field.kind) ? typed : null;
}
