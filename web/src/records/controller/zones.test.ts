import { describe, expect, it } from 'vitest';
import type { ObjectInfo, RecordRow, Relation } from '@/api/types';
import { factsOf, MOST_TABS, relationsOf, summaryOf, tabsOf } from './zones';

const relation = (object: string, inline = false): Relation => ({
  object,
  field: 'customer',
  label: object,
  icon: 'box',
  inline,
  weight: 0,
});
const fields = ['owner', 'mobile', 'email', 'region', 'level', 'total'].map((name) => ({
  name,
  label: name,
}));
const customer = {
  name: 'customer',
  fields,
  badges: [],
  timeline: 'follow_up',
  page: {
    facts: ['owner', 'mobile', 'hidden', 'email', 'region', 'level', 'total'],
    summary: ['total'],
    related: [relation('contact', true), relation('follow_up'), relation('quote'), relation('unseen')],
  },
} as unknown as ObjectInfo;
const names = (all: { name?: string; object?: string }[]) => all.map(({ name, object }) => name ?? object);

describe('the head of a record', () => {
  it('has five facts at most, and none that is empty or that one may not see', () => {
    const row = {
      id: '1',
      version: 1,
      owner: 'a',
      mobile: 'b',
      email: null,
      region: 'c',
      level: 'd',
      total: 0,
    };
    expect(names(factsOf(customer, row as RecordRow))).toEqual([
      'owner',
      'mobile',
      'region',
      'level',
      'total',
    ]);
    const full = { ...row, email: 'e' };
    expect(names(factsOf(customer, full as RecordRow))).toEqual([
      'owner',
      'mobile',
      'email',
      'region',
      'level',
    ]);
  });

  it('has its figures also while they are empty', () => {
    expect(names(summaryOf(customer))).toEqual(['total']);
  });
});

describe('what hangs on a record', () => {
  it('stands on the page, in a tab or in the timeline, and not at all where one may not see it', () => {
    const objects = ['customer', 'contact', 'follow_up', 'quote'].map((name) => ({ name }) as ObjectInfo);
    const { inline, tabs } = relationsOf(customer, objects);
    expect([names(inline), names(tabs)]).toEqual([['contact'], ['quote']]);
  });

  it('has six tabs with the facts, and the rest under more', () => {
    const all = 'abcdefgh'.split('').map((name) => relation(name));
    const { shown, more } = tabsOf(all, 'facts', MOST_TABS.desk);
    expect([names(shown), names(more)]).toEqual([
      ['a', 'b', 'c', 'd', 'e'],
      ['f', 'g', 'h'],
    ]);
  });

  it('gives the last place to what is opened from there, and loses nothing', () => {
    const all = 'abcdefgh'.split('').map((name) => relation(name));
    const { shown, more } = tabsOf(all, 'g.customer', MOST_TABS.desk);
    expect([names(shown), names(more)]).toEqual([
      ['a', 'b', 'c', 'd', 'g'],
      ['e', 'f', 'h'],
    ]);
  });
});
