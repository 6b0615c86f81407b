import { describe, expect, it } from 'vitest';
import type { Condition, KeptView, ObjectInfo, ViewChoices } from '@/api/types';
import type { ListSearch } from './filter';
import { isGuess, listViews, moved, stateOf, viewOf, wholeView } from './views';

const a: Condition = { field: 'level', op: 'eq', value: 'A' };
const b: Condition = { field: 'owner', op: 'eq', value: 'me' };
const object = {
  sort: '-id',
  views: [
    { name: 'mine', label: '我的', filter: b, sort: '-updated_at' },
    { name: 'odd', label: '特别', filter: { or: [a, b] } },
    { name: 'all', label: '全部', filter: { and: [] } },
  ],
} as unknown as ObjectInfo;
const kept = (id: string, own: boolean) =>
  ({ id, name: `视图${id}`, filter: a, sort: null, columns: null, own }) as unknown as KeptView;

const all = (order: string[] = [], views: KeptView[] = []) => listViews(object, views, order, '全部');
const keys = (order: string[] = [], views: KeptView[] = []) => all(order, views).map(({ key }) => key);
const state = (search: ListSearch, choices = {}) =>
  stateOf(object, viewOf(all([], [kept('7', true)]), search, choices), search);

describe('the tabs of a list', () => {
  it('are the shipped ones, then one’s own, then what others show', () => {
    expect(keys([], [kept('4', false), kept('7', true)])).toEqual(['mine', 'odd', 'all', 'kept-7', 'kept-4']);
  });

  it('stand where somebody put them; what came later follows', () => {
    expect(keys(['kept-7', 'all'], [kept('7', true)])).toEqual(['kept-7', 'all', 'mine', 'odd']);
    expect(moved(all(), 'odd', -1)).toEqual(['odd', 'mine', 'all']);
    expect(moved(all(), 'all', 1)).toEqual(['mine', 'odd', 'all']);
  });

  it('have one for everything, even where none is shipped', () => {
    const bare = listViews({ ...object, views: [] }, [], [], '全部');
    expect(bare).toEqual([{ key: '*', label: '全部' }]);
    expect(wholeView(all())?.key).toBe('all');
    expect(stateOf(object, bare[0], {}).ask).toEqual({ clauses: [] });
  });
});

describe('a bare address', () => {
  it('opens what somebody chose, else what they used last, else the first', () => {
    const opened = (choices: ViewChoices) => viewOf(all(), {}, choices)?.key;
    expect(opened({})).toBe('mine');
    expect(opened({ last: 'odd' })).toBe('odd');
    expect(opened({ first: 'all', last: 'odd' })).toBe('all');
    expect(opened({ last: 'kept-9' })).toBe('mine');
  });

  it('is a guess only where nothing was ever chosen', () => {
    expect(isGuess({}, {})).toBe(true);
    expect(isGuess({}, { last: 'mine' })).toBe(false);
    expect(isGuess({ view: 'mine' }, {})).toBe(false);
    expect(isGuess({ q: '恒通' }, {})).toBe(false);
  });

  it('means everything where it brings its own conditions', () => {
    expect(state({ filter: [a] }, { last: 'mine' })).toMatchObject({ view: { key: 'all' }, clauses: [a] });
    expect(state({ q: '恒通' }).view?.key).toBe('all');
  });
});

describe('the state of a list', () => {
  it('is the view until somebody changes it', () => {
    expect(state({ view: 'mine' })).toMatchObject({ clauses: [b], sort: '-updated_at', changed: false });
    expect(state({ view: 'mine', filter: [a], sort: 'name' })).toMatchObject({
      clauses: [a],
      sort: 'name',
      changed: true,
    });
    expect(state({ view: 'odd' })).toMatchObject({ clauses: [{ or: [a, b] }], sort: '-id', changed: false });
    expect(state({ view: 'kept-9' }).missing).toBe(true);
  });

  it('tells a condition of the view from one of one’s own', () => {
    const mixed = state({ view: 'mine', filter: [{ ...b }, a] });
    expect(mixed.clauses.map(mixed.isOwn)).toEqual([true, false]);
    expect(state({ view: 'mine', filter: [{ ...b }] }).changed).toBe(false);
    expect(state({ view: 'mine', filter: [] }).changed).toBe(true);
  });

  it('asks for a shipped view by its name as long as nobody changes it', () => {
    expect(state({ view: 'odd' }).ask).toEqual({ view: 'odd', clauses: [] });
    expect(state({ view: 'odd', filter: [a] }).ask).toEqual({ clauses: [a] });
    expect(state({ view: 'kept-7' }).ask).toEqual({ clauses: [a] });
  });

  it('is narrowed by a search and by conditions of one’s own, not by what the view says itself', () => {
    const narrowed = (search: ListSearch) => state(search).narrowed;
    expect([{ view: 'mine' }, { view: 'odd' }, {}].map(narrowed)).toEqual([false, false, false]);
    expect(narrowed({ view: 'mine', filter: [{ ...b }] })).toBe(false);
    expect(narrowed({ view: 'mine', filter: [] })).toBe(false);
    expect(narrowed({ view: 'mine', filter: [a, b] })).toBe(true);
    expect(narrowed({ view: 'mine', filter: [{ ...b, value: '7' }] })).toBe(true);
    expect(narrowed({ view: 'mine', q: '恒通' })).toBe(true);
  });
});
