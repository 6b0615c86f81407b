import { expect, test } from 'vitest';
import { nextMidnight, todayIn } from '@/format/time';
import { conditionsOf, delayed, delaysAt, PARTS } from './agenda-times';

const zone = 'Asia/Shanghai';
/** Tuesday, 24 November 2026, 10:00 in Shanghai. */
const now = new Date('2026-11-24T02:00:00Z');

test('the parts of an agenda meet and do not overlap', () => {
  const edges = Object.fromEntries(
    PARTS.map((part) => [part, conditionsOf('at', part, zone, todayIn(zone, now)).map(({ value }) => value)]),
  );
  expect(edges).toEqual({
    overdue: ['2026-11-23T16:00:00Z'],
    morning: ['2026-11-23T16:00:00Z', '2026-11-24T04:00:00Z'],
    afternoon: ['2026-11-24T04:00:00Z', '2026-11-24T16:00:00Z'],
    tomorrow: ['2026-11-24T16:00:00Z', '2026-11-25T16:00:00Z'],
  });
});

test('what is put off keeps its hour', () => {
  const due = '2026-11-20T06:30:00Z';
  expect(delayed(due, 'tomorrow', zone, now)).toBe('2026-11-25T06:30:00Z');
  expect(delayed(due, 'dayAfter', zone, now)).toBe('2026-11-26T06:30:00Z');
  expect(delayed(due, 'monday', zone, now)).toBe('2026-11-30T06:30:00Z');
  expect(delayed(due, 'afternoon', zone, now)).toBe('2026-11-24T07:00:00Z');
});

test('what had no hour gets one in the morning, and next Monday is never today', () => {
  expect(delayed('2026-11-23T16:00:00Z', 'tomorrow', zone, now)).toBe('2026-11-25T01:00:00Z');
  const monday = new Date('2026-11-23T02:00:00Z');
  expect(delayed('2026-11-20T06:30:00Z', 'monday', zone, monday)).toBe('2026-11-30T06:30:00Z');
  const sunday = new Date('2026-11-29T02:00:00Z');
  expect(delayed('2026-11-20T06:30:00Z', 'monday', zone, sunday)).toBe('2026-11-30T06:30:00Z');
});

test('this afternoon is no longer offered in the evening', () => {
  expect(delaysAt(zone, now)).toContain('afternoon');
  expect(delaysAt(zone, new Date('2026-11-24T09:00:00Z'))).not.toContain('afternoon');
});

test('the next day begins at midnight on the company’s wall, also where the clock is set', () => {
  expect(nextMidnight(zone, now).toISOString()).toBe('2026-11-24T16:00:00.000Z');
  expect(nextMidnight(zone, new Date('2026-11-24T16:00:00Z')).toISOString()).toBe('2026-11-25T16:00:00.000Z');
  expect(nextMidnight('Europe/Berlin', new Date('2026-10-25T00:00:00Z')).toISOString()).toBe(
    '2026-10-25T23:00:00.000Z',
  );
});
