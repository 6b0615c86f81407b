import { expect, test } from 'vitest';
import type { Field } from '@/api/types';
import { merge } from './merge';

const text = (name: string) => ({ name, kind: 'text' }) as Field;
const fields = [text('address'), text('phone'), { name: 'tags', kind: 'choices' } as Field];
const base = { address: '一号路', phone: null, tags: ['key', 'terms'] };

test('what only one side changed stands, and nobody is asked', () => {
  const mine = { ...base, address: '三号路' };
  const theirs = { ...base, phone: '0512-1' };
  expect(merge(fields, base, mine, theirs)).toEqual({
    values: { address: '三号路', phone: '0512-1', tags: ['key', 'terms'] },
    asks: [],
  });
});

test('what both changed to the same is no question, what both changed differently is one', () => {
  const mine = { ...base, address: '三号路', phone: '0512-1' };
  const theirs = { ...base, address: '二号路', phone: '0512-1' };
  expect(merge(fields, base, mine, theirs)).toEqual({
    values: { address: '三号路', phone: '0512-1', tags: ['key', 'terms'] },
    asks: ['address'],
  });
});

test('what one side empties and the other leaves is empty, and cleared against changed is asked about', () => {
  const cleared = { ...base, address: null };
  expect(merge(fields, base, cleared, base).values.address).toBeNull();
  expect(merge(fields, base, base, cleared).values.address).toBeNull();
  expect(merge(fields, base, cleared, { ...base, address: '二号路' }).asks).toEqual(['address']);
});

test('tags that one side adds and the other takes off come together', () => {
  const mine = { ...base, tags: ['key', 'terms', '老客户'] };
  const theirs = { ...base, tags: ['terms', '展会'] };
  expect(merge(fields, base, mine, theirs)).toEqual({
    values: { ...base, tags: ['terms', '展会', '老客户'] },
    asks: [],
  });
});
