// Between a cell's value and what stands in its editor.
import type { Field, Kind, Value } from '@/api/types';
import { readAmount } from '@/format/money';
import { type Plain, readPlain, writePlain } from '../../kinds/plain';
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
/** What is written there looks for what to choose. */
const SEARCHED = new Set<Kind>(['choice', 'choices', 'link', 'user', 'department']);

/** Whether it is written, letter by letter, and not chosen. */
export const isTextual = (field: Field): boolean => TEXTUAL.has(field.kind);

/** What cannot be read as a number is kept as it was typed, and is no value. */
export function settled(field: Field, value: Value): { value: Value; typed?: string } {
  if (value === null || !AMOUNTS.has(field.kind)) return { value };
  const text = isMoney(value) ? value.amount : String(value);
  return readAmount(text) === null ? { value: null, typed: text } : { value };
}

/**
 * What the text says that somebody has written where one chooses, `before` being what stood there when they began.
 * Without a text it is that, or nothing where the text was the value. What is not understood is kept as it was typed.
 */
export function typedIn(field: Field, text: string, before: Value, plain: Plain) {
  if (text.trim() === '') return { value: SEARCHED.has(field.kind) ? before : null };
  // Among several choices one writes a further one.
  const whole = field.kind === 'choices' && before ? `${writePlain(field, before, plain)}、${text}` : text;
  const value = readPlain(field, whole, plain);
  return value === undefined ? { value: null, typed: whole } : { value };
}

/** What stands in an editor: also what was typed and is no value yet. */
export function editedValue(field: Field, line: Line): Value {
  const typed = line.typed?.[field.name];
  if (typed === undefined) return line.values[field.name] ?? null;
  if (field.kind === 'money') return { amount: typed, currency: 'CNY' };
  return AMOUNTS.has(field.kind) ? typed : null;
}
