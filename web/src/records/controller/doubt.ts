// Values that are allowed and seldom meant: whoever types one is asked.
import type { Field, ObjectInfo, Value } from '@/api/types';
import { todayIn } from '@/format/time';

export type Doubt = NonNullable<Field['asks']>;

/** What a value is asked about; today, by the calendar of the company's zone, is neither past nor to come. */
export function doubtOf(
  field: Field,
  value: Value | undefined,
  zone: string,
  now = new Date(),
): Doubt | undefined {
  const today = todayIn(zone, now).format('YYYY-MM-DD');
  const is = {
    past: isBefore(value, today, now),
    future: isAfter(value, today, now),
    negative: isNegative(value),
  };
  return field.asks && is[field.asks] ? field.asks : undefined;
}

/** What becomes of a value that is kept all the same. */
export function outcomeOf(object: ObjectInfo, { name, asks }: Field): 'overdueText' | 'pastText' | 'text' {
  if (asks !== 'past') return 'text';
  // The next contact of what is spoken to is listed by its date; the one in a note about it is a note.
  return object.timeline && name.startsWith('next_') ? 'overdueText' : 'pastText';
}

const isDay = (text: string) => text.length === 10;

function isBefore(value: Value | undefined, today: string, now: Date): boolean {
  if (typeof value !== 'string') return false;
  return isDay(value) ? value < today : Date.parse(value) < now.getTime();
}

function isAfter(value: Value | undefined, today: string, now: Date): boolean {
  if (typeof value !== 'string') return false;
  return isDay(value) ? value > today : Date.parse(value) > now.getTime();
}

function isNegative(value: Value | undefined): boolean {
  const number = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value;
  return Number(number) < 0;
}
