// Values that are allowed and seldom meant: whoever types one is asked.
import type { Field, Value } from '@/api/types';

export type Doubt = NonNullable<Field['asks']>;

/** What a value is asked about; today is neither past nor to come. */
export function doubtOf(field: Field, value: Value | undefined, now = new Date()): Doubt | undefined {
  const is = { past: isBefore(value, now), future: isAfter(value, now), negative: isNegative(value) };
  return field.asks && is[field.asks] ? field.asks : undefined;
}

const isDay = (text: string) => text.length === 10;

function today(now: Date): string {
  const part = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

function isBefore(value: Value | undefined, now: Date): boolean {
  if (typeof value !== 'string') return false;
  return isDay(value) ? value < today(now) : Date.parse(value) < now.getTime();
}

function isAfter(value: Value | undefined, now: Date): boolean {
  if (typeof value !== 'string') return false;
  return isDay(value) ? value > today(now) : Date.parse(value) > now.getTime();
}

function isNegative(value: Value | undefined): boolean {
  const number = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value;
  return Number(number) < 0;
}
