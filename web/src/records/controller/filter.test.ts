import { describe, expect, it } from 'vitest';
import type { Condition } from '@/api/types';
import { anyOf, asClauses, clausesOf, grouped, isSame, nextSort, said, toFilter } from './filter';

const a: Condition = { field: 'level', op: 'eq', value: 'A' };
const b: Condition = { field: 'owner', op: 'eq', value: 'me' };

describe('a filter', () => {
  it('reads as one clause for each thing that is asked for', () => {
    expect(clausesOf(a)).toEqual([a]);
    expect(clausesOf({ and: [a, { and: [b] }] })).toEqual([a, b]);
    expect(clausesOf({ or: [a, b] })).toEqual([{ or: [a, b] }]);
    expect(clausesOf({ and: [a, { not: b }] })).toEqual([a, { not: b }]);
    expect(clausesOf(null)).toEqual([]);
    expect(clausesOf({ and: [] })).toEqual([]);
  });

  it('is the smallest tree that says it', () => {
    expect(toFilter([])).toBeUndefined();
    expect(toFilter([a])).toEqual(a);
    expect(toFilter([a, b])).toEqual({ and: [a, b] });
    expect(grouped([a])).toEqual(a);
    expect(grouped([a, b])).toEqual({ or: [a, b] });
    expect(grouped([])).toBeUndefined();
  });

  it('can be changed where one of several conditions is enough, and no deeper', () => {
    expect(anyOf({ or: [a, b] })).toEqual([a, b]);
    expect(anyOf({ or: [a, { and: [a, b] }] })).toBeNull();
    expect(anyOf({ not: a })).toBeNull();
  });

  it('is the same in whatever order it is written', () => {
    expect(said({ value: 'A', op: 'eq', field: 'level' } as Condition)).toBe(said(a));
    expect(isSame([a, b], [b, a])).toBe(true);
    expect(isSame([a], [a, b])).toBe(false);
    expect(isSame([{ or: [a, b] }], [{ or: [b, a] }])).toBe(false);
    expect(isSame([{ or: [a, b] }], [{ and: [a, b] }])).toBe(false);
  });

  it('loses nothing of an address that says what it does not understand', () => {
    const deep = { or: [a, { not: { and: [b] } }] };
    expect(asClauses([a, deep])).toEqual([a, deep]);
    for (const odd of ['A', null, 7, [a], {}, { or: a }, { field: 'level' }, { or: [a, { and: [1] }] }])
      expect(asClauses([odd])).toEqual([{ field: '', op: 'eq', value: JSON.stringify(odd) }]);
  });

  it('sorts up, down, and as before', () => {
    expect(nextSort('-id', 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('-name');
    expect(nextSort('-name', 'name')).toBeUndefined();
  });
});
