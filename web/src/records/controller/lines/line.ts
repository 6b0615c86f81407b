// One line of a document, as it stands in a form and as it travels. Pure functions over the catalog's fields.
import type { Field, LineRow, LineSet, RecordRow, Value, Values } from '@/api/types';
import { defaultsOf, isMasked, same, toWire } from '../values';

export type Line = {
  /** Its name in this form, which stays with it wherever it is moved to. */
  key: string;
  /** Missing as long as the server does not know it. */
  id?: string;
  values: Values;
  /** By field: what was typed and cannot be understood. Kept for the eye, never sent. */
  typed?: Record<string, string>;
  /** Changed here, so that what the server works out from it no longer fits. */
  stale?: boolean;
};

let made = 0;

export function newLine(fields: Field[]): Line {
  made += 1;
  return { key: `new-${made}`, values: defaultsOf(fields) };
}

export function linesOf(set: LineSet, row: RecordRow | undefined): Line[] {
  const rows = (row?.[set.name] ?? []) as LineRow[];
  return rows.map((line, index) => ({
    key: line.id ?? `at-${index}`,
    id: line.id,
    values: Object.fromEntries(set.fields.map(({ name }) => [name, (line[name] ?? null) as Value])),
  }));
}

/** Nobody has written anything into it: it is there to be written into, and is no line of the document. */
export function isBlank(set: LineSet, line: Line): boolean {
  if (line.id !== undefined || line.typed) return false;
  return set.fields.every(
    ({ name, writable, default: given }) => !writable || same(line.values[name], given ?? null),
  );
}

/** What one cannot read one cannot write either. */
export const mayWrite = (field: Field, line: Line): boolean =>
  field.writable && !isMasked(line.values[field.name]);

export function withValue(line: Line, name: string, value: Value, typed?: string): Line {
  const { [name]: _, ...others } = line.typed ?? {};
  const kept = typed === undefined ? others : { ...others, [name]: typed };
  return {
    ...line,
    values: { ...line.values, [name]: value },
    typed: Object.keys(kept).length > 0 ? kept : undefined,
    stale: true,
  };
}

/** A line of its own with the same content. */
export function copyOf(set: LineSet, line: Line): Line {
  const values = set.fields.map((field) => {
    const value = line.values[field.name];
    return [field.name, isMasked(value) ? null : (value ?? null)];
  });
  return { ...newLine([]), values: Object.fromEntries(values), typed: line.typed, stale: true };
}

/** The lines that are sent, in their order. */
export const sentOf = (set: LineSet, lines: Line[]): Line[] => lines.filter((line) => !isBlank(set, line));

export function wireLines(set: LineSet, lines: Line[]): LineRow[] {
  return sentOf(set, lines).map((line) => ({
    ...(line.id !== undefined && { id: line.id }),
    ...Object.fromEntries(
      set.fields.flatMap((field) =>
        mayWrite(field, line) ? [[field.name, toWire(line.values[field.name])]] : [],
      ),
    ),
  }));
}

function sameLine(set: LineSet, a: Line, b: Line): boolean {
  if (a === b) return true;
  if (a.id !== b.id || a.typed || b.typed) return false;
  return set.fields.every((field) => !field.writable || same(a.values[field.name], b.values[field.name]));
}

/** Would sending them change anything? Lines that nobody touched are told by being the very same. */
export function sameLines(set: LineSet, before: Line[], after: Line[]): boolean {
  if (before === after) return true;
  const [old, now] = [sentOf(set, before), sentOf(set, after)];
  return old.length === now.length && old.every((line, index) => sameLine(set, line, now[index] as Line));
}

export type Difference = { added: number; removed: number; changed: number; moved: boolean };

/** What has become of some lines, for whoever has to choose between two versions. */
export function differenceOf(set: LineSet, before: Line[], after: Line[]): Difference {
  const old = new Map(before.flatMap((line) => (line.id ? [[line.id, line]] : [])));
  const now = sentOf(set, after);
  const kept = now.filter(({ id }) => id !== undefined && old.has(id));
  const order = before.filter(({ id }) => kept.some((line) => line.id === id));
  return {
    added: now.length - kept.length,
    removed: old.size - kept.length,
    changed: kept.filter((line) => !sameLine(set, old.get(line.id as string) as Line, line)).length,
    moved: kept.some(({ id }, index) => id !== order[index]?.id),
  };
}

/** Mine on top of a newer version: what was removed there in between is added again. */
export function onTopOf(theirs: Line[], mine: Line[]): Line[] {
  const known = new Set(theirs.map(({ id }) => id));
  return mine.map((line) =>
    line.id !== undefined && !known.has(line.id) ? { ...line, id: undefined } : line,
  );
}
