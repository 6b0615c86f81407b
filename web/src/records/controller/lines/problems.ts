// What is wrong with a line, as far as one can tell without the server.
import type { Field, FieldError, LineSet } from '@/api/types';
import { decimalsOf } from '@/format/exact';
import { readAmount } from '@/format/money';
import { isEmpty, isMoney } from '../values';
import { type Line, mayWrite, sentOf } from './line';

/** One cell; `code` is a key below `records.lines.problem`, unless the server has put it into words. */
export type CellProblem = { key: string; field: string } & (
  | { code: string; blanks?: Record<string, string | number> }
  | { message: string }
);

const AMOUNTS = new Set(['number', 'money', 'percent']);
const CODES: Partial<Record<Field['kind'], string>> = {
  number: 'number',
  money: 'money',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  choice: 'option',
  choices: 'option',
};

function problemOf(field: Field, line: Line): CellProblem | null {
  const at = { key: line.key, field: field.name };
  const typed = line.typed?.[field.name];
  if (typed !== undefined)
    return { ...at, code: CODES[field.kind] ?? 'record', blanks: { typed, label: field.label } };
  const value = line.values[field.name];
  if (isEmpty(value)) return null;
  if (AMOUNTS.has(field.kind)) {
    const amount = readAmount(isMoney(value) ? value.amount : String(value));
    const scale = field.scale ?? (field.kind === 'money' ? 2 : undefined);
    if (amount === null) return { ...at, code: 'number' };
    if (scale !== undefined && decimalsOf(amount) > scale)
      return { ...at, code: scale === 0 ? 'whole' : 'decimals', blanks: { scale } };
  }
  if (typeof value === 'string' && field.max !== undefined && !AMOUNTS.has(field.kind))
    return [...value].length > field.max ? { ...at, code: 'long', blanks: { max: field.max } } : null;
  return null;
}

const known = new WeakMap<Line, CellProblem[]>();

/** What is wrong as it stands. Remembered by line: among a thousand only the changed one is looked at. */
export function problemsOf(set: LineSet, line: Line): CellProblem[] {
  const before = known.get(line);
  if (before) return before;
  const found = set.fields.flatMap((field) => (mayWrite(field, line) ? (problemOf(field, line) ?? []) : []));
  known.set(line, found);
  return found;
}

/** What stands in the way of sending them: also what is required and still empty. */
export function refusalsOf(set: LineSet, lines: Line[]): CellProblem[] {
  return sentOf(set, lines).flatMap((line) => {
    const wrong = problemsOf(set, line);
    const missing = set.fields.filter(
      (field) =>
        field.required &&
        mayWrite(field, line) &&
        isEmpty(line.values[field.name]) &&
        !wrong.some((one) => one.field === field.name),
    );
    return [...wrong, ...missing.map(({ name }) => ({ key: line.key, field: name, code: 'missing' }))];
  });
}

/** Whether an error is about these lines, as a whole or in one of their cells. */
const concerns = (set: LineSet, error: FieldError): boolean =>
  error.field === set.name || error.field.startsWith(`${set.name}.`);

/**
 * The server names cells by their place in what was sent; here they are named by their line, which may move.
 * What is about no cell that is there is about the lines as a whole: nothing that was said is lost.
 */
export function fromServer(set: LineSet, sent: Line[], errors: FieldError[]) {
  const cells: CellProblem[] = [];
  const whole: string[] = [];
  const others: FieldError[] = [];
  for (const error of errors) {
    const [, place, name] = error.field.split('.');
    const line = place === undefined ? undefined : sent[Number(place)];
    const field = set.fields.find((one) => one.name === name) ?? set.fields[0];
    if (!concerns(set, error)) others.push(error);
    else if (line && field) cells.push({ key: line.key, field: field.name, message: error.message });
    else whole.push(error.message);
  }
  return { cells, whole, others };
}
