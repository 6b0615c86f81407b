import { expect, test } from 'vitest';
import type { Field, ObjectInfo } from '@/api/types';
import { doubtOf, outcomeOf } from './doubt';

const zone = 'Asia/Shanghai';
const now = new Date('2026-11-24T02:00:00Z');

test('a moment that has passed is asked about where the field says so', () => {
  const next = { name: 'next_contact_at', label: '下次联系', kind: 'datetime', asks: 'past' } as Field;
  expect(doubtOf(next, '2026-11-24T01:59:00Z', zone, now)).toBe('past');
  expect(doubtOf(next, '2026-11-24T02:01:00Z', zone, now)).toBeUndefined();
  expect(doubtOf(next, null, zone, now)).toBeUndefined();
  expect(doubtOf({ ...next, asks: undefined }, '2020-01-01T00:00:00Z', zone, now)).toBeUndefined();
});

test('a first deal that is still to come is asked about, one of today is not', () => {
  const first = { name: 'first_deal_on', label: '首次合作', kind: 'date', asks: 'future' } as Field;
  expect(['2026-11-20', '2026-11-24', '2026-11-26'].map((day) => doubtOf(first, day, zone, now))).toEqual([
    undefined,
    undefined,
    'future',
  ]);
});

test('an amount below nothing is asked about', () => {
  const volume = { name: 'yearly_volume', label: '年采购额', kind: 'money', asks: 'negative' } as Field;
  const amounts = ['-1.00', '0.00', '12.00'].map((amount) =>
    doubtOf(volume, { amount, currency: 'CNY' }, zone, now),
  );
  expect(amounts).toEqual(['negative', undefined, undefined]);
  expect(doubtOf(volume, null, zone, now)).toBeUndefined();
});

test('what day it is says the calendar of the company, wherever the browser stands', () => {
  const first = { name: 'first_deal_on', label: '首次合作', kind: 'date', asks: 'future' } as Field;
  const late = new Date('2026-11-24T17:00:00Z');
  expect(doubtOf(first, '2026-11-25', 'Asia/Shanghai', late)).toBeUndefined();
  expect(doubtOf(first, '2026-11-25', 'Europe/London', late)).toBe('future');
});

test('a next contact that has passed is overdue at the customer and a note in a follow-up', () => {
  const next = { name: 'next_contact_at', label: '下次联系', kind: 'datetime', asks: 'past' } as Field;
  expect(outcomeOf({ name: 'customer', timeline: 'follow_up' } as ObjectInfo, next)).toBe('overdueText');
  expect(outcomeOf({ name: 'follow_up' } as ObjectInfo, next)).toBe('pastText');
  expect(
    outcomeOf({ name: 'customer', timeline: 'follow_up' } as ObjectInfo, { ...next, asks: 'future' }),
  ).toBe('text');
});
