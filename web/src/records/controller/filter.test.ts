import { describe, expect, it } from 'vitest';
import type { Condition, ObjectInfo } from '@/api/types';
import { flatten, type ListSearch, nextSort, stateOf, toFilter } from './filter';

const a: Condition = { field: 'level', op: 'eq', value: 'A' };
const b: Condition = { field: 'owner', op: 'eq', value: 'me' };
const object = {
  sort: '-id',
  views: [
    { name: 'mine', label: '我的', filter: b, sort: '-updated_at' },
    { name: 'odd', label: '特别', filter: { or: [a, b] } },
  ],
} as unknown as ObjectInfo;

describe('a filter', () => {
  it('reads as chips when it is a plain list of conditions', () => {
    expect(flatten(a)).toEqual([a]);
    expect(flatten({ and: [a, b] })).toEqual([a, b]);
    expect(flatten({ or: [a, b] })).toBeNull();
    expect(flatten({ and: [a, { not: b }] })).toBeNull();
    expect(flatten(null)).toEqual([]);
  });

  it('is the smallest tree that says it', () => {
    expect(toFilter([])).toBeUndefined();
    expect(toFilter([a])).toEqual(a);
    expect(toFilter([a, b])).toEqual({ and: [a, b] });
  });
});

describe('the state of a list', () => {
  it('is the view until somebody changes it', () => {
    expect(stateOf(object, { view: 'mine' })).toMatchObject({
      fixed: false,
      conditions: [b],
      sort: '-updated_at',
    });
    expect(stateOf(object, { view: 'mine', filter: [a], sort: 'name' })).toMatchObject({
      conditions: [a],
      sort: 'name',
    });
    expect(stateOf(object, { view: 'odd' })).toMatchObject({ fixed: true, conditions: [], sort: '-id' });
  });

  it('opens the first view of a bare address, and everything when it brings its own conditions', () => {
    const whole = {
      ...object,
      views: [...object.views, { name: 'all', label: '全部', filter: { and: [] } }],
    };
    expect(stateOf(whole, {}).view?.name).toBe('mine');
    expect(stateOf(whole, { filter: [a] })).toMatchObject({ view: { name: 'all' }, conditions: [a] });
    expect(stateOf(object, {}).view).toBeUndefined();
  });

  it('is narrowed by a search and by conditions of one’s own, not by what the view says itself', () => {
    const narrowed = (search: ListSearch) => stateOf(object, search).narrowed;
    expect([{ view: 'mine' }, { view: 'odd' }, {}].map(narrowed)).toEqual([false, false, false]);
    expect(narrowed({ view: 'mine', filter: [{ ...b }] })).toBe(false);
    expect(narrowed({ view: 'mine', filter: [] })).toBe(false);
    expect(narrowed({ view: 'mine', filter: [a, b] })).toBe(true);
    expect(narrowed({ view: 'mine', filter: [{ ...b, value: '7' }] })).toBe(true);
    expect(narrowed({ view: 'mine', q: '恒通' })).toBe(true);
    expect(narrowed({ view: 'odd', filter: [a] })).toBe(true);
  });

  it('sorts up, down, and as before', () => {
    expect(nextSort('-id', 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('-name');
    expect(nextSort('-name', 'name')).toBeUndefined();
  });
});
