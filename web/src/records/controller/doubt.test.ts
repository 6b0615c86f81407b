import { expect, test } from 'vitest';
import type { Field } from '@/api/types';
import { isDoubtful } from './doubt';

const next = { name: 'next_contact_at', label: '下次联系', kind: 'datetime', asks: 'past' } as Field;

test('a moment that has passed is asked about where the field says so', () => {
  const now = Date.parse('2026-11-24T02:00:00Z');
  expect(isDoubtful(next, '2026-11-24T01:59:00Z', now)).toBe(true);
  expect(isDoubtful(next, '2026-11-24T02:01:00Z', now)).toBe(false);
  expect(isDoubtful(next, null, now)).toBe(false);
  expect(isDoubtful({ ...next, asks: undefined }, '2020-01-01T00:00:00Z', now)).toBe(false);
});
