// The parts of the day into which an agenda falls, and to when something is put off. Pure.
import type { Dayjs } from 'dayjs';
import type { Condition } from '@/api/types';
import { fromWall, todayIn, toWall } from '@/format/time';

export type Part = 'morning' | 'afternoon' | 'overdue' | 'tomorrow';
/** Today comes first: what was missed is not a wall before it. */
export const PARTS: Part[] = ['morning', 'afternoon', 'overdue', 'tomorrow'];

const NOON = 12;
/** When a day's work begins, for what was due at no particular hour. */
const BEGINS = 9;

/** From when, inclusive, and until when, exclusive, a part of a day goes. */
export function spanOf(part: Part, today: Dayjs): { from?: Dayjs; to: Dayjs } {
  const noon = today.hour(NOON);
  const tomorrow = today.add(1, 'day');
  if (part === 'overdue') return { to: today };
  if (part === 'morning') return { from: today, to: noon };
  if (part === 'afternoon') return { from: noon, to: tomorrow };
  return { from: tomorrow, to: tomorrow.add(1, 'day') };
}

export function conditionsOf(field: string, part: Part, zone: string, today: Dayjs): Condition[] {
  const { from, to } = spanOf(part, today);
  const until: Condition = { field, op: 'lt', value: fromWall(to, zone) };
  return from ? [{ field, op: 'gte', value: fromWall(from, zone) }, until] : [until];
}

export const DELAYS = ['afternoon', 'tomorrow', 'dayAfter', 'monday'] as const;
export type Delay = (typeof DELAYS)[number];

/** A day on at the hour that was agreed; in the morning, where none was. */
export function delayed(due: string, delay: Delay, zone: string, now: Date): string {
  const today = todayIn(zone, now);
  if (delay === 'afternoon') return fromWall(today.hour(15), zone);
  const wall = toWall(due, zone);
  const hour = wall.hour() === 0 && wall.minute() === 0 ? BEGINS : wall.hour();
  const days = { tomorrow: 1, dayAfter: 2, monday: (8 - (today.day() || 7)) % 7 || 7 }[delay];
  return fromWall(today.add(days, 'day').hour(hour).minute(wall.minute()), zone);
}

/** This afternoon is offered while there is some of it left. */
export const delaysAt = (zone: string, now: Date): Delay[] =>
  DELAYS.filter((delay) => delay !== 'afternoon' || toWall(now.toISOString(), zone).hour() < 15);
