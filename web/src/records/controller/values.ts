// Values as they stand in a form, and as they travel. Pure functions over the catalog's fields.
import type { Field, Link, Masked, Money, RecordRow, Value, Values } from '@/api/types';

export const isLink = (value: unknown): value is Link =>
  typeof value === 'object' && value !== null && 'id' in value && 'title' in value;

export const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value;

export const isMasked = (value: unknown): value is Masked =>
  typeof value === 'object' && value !== null && 'masked' in value;

export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** A record that its state has frozen names what may still be written; any other leaves that to the catalog. */
export const isWritable = (named: string[] | undefined, name: string): boolean =>
  named === undefined || named.includes(name);

/** In a form a link keeps its title; on the wire its id is enough. */
export function toWire(value: Value | undefined): Value {
  if (isEmpty(value)) return null;
  if (isLink(value)) return value.id;
  return value as Value;
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(toWire(a)) === JSON.stringify(toWire(b));
}

export function valuesOf(fields: Field[], row: RecordRow | Values): Values {
  return Object.fromEntries(fields.map(({ name }) => [name, ((row as Values)[name] ?? null) as Value]));
}

/** What a new record holds where nothing is given: shown as given, and left to the house to fill in. */
export function defaultsOf(fields: Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.default ?? null]));
}

export function changed(fields: Field[], before: Values, after: Values): string[] {
  return fields.filter(({ name }) => !same(before[name], after[name])).map(({ name }) => name);
}

export function wireOf(names: string[], values: Values): Values {
  return Object.fromEntries(names.map((name) => [name, toWire(values[name])]));
}

export const titleOf = (row: RecordRow, titleField: string): string => {
  const value = row[titleField];
  if (isLink(value)) return value.title;
  return isEmpty(value) ? `#${row.id}` : String(value);
};
