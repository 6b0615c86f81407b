import { describe, expect, it } from 'vitest';
import type { ObjectInfo } from '@/api/types';
import { adminDomain, domainsOf, entriesOf, keyOf, onlyOf, shortcutsOf, visited } from './navigation';

const object = (name: string, domain: string, group = domain, main = true) =>
  ({
    name,
    label: name.toUpperCase(),
    many: name.toUpperCase(),
    icon: 'box',
    domain: { name: domain, label: domain.toUpperCase(), icon: 'box' },
    group,
    group_label: group,
    keywords: [],
    main,
  }) as unknown as ObjectInfo;

/** Forty objects in eight domains. */
const forty = Array.from({ length: 40 }, (_, at) => object(`o${at}`, `d${at % 8}`));
const keys = (entries: { key: string }[]) => entries.map(({ key }) => key);

describe('the navigation', () => {
  it('has each domain once, in the order in which the catalog first names it', () => {
    const domains = domainsOf(forty);
    expect(domains.map(({ name }) => name)).toEqual(['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7']);
    expect(entriesOf(domains)).toHaveLength(40);
  });

  it('keeps the groups of a domain apart', () => {
    const [stock] = domainsOf([
      object('in', 'stock', 'moves'),
      object('item', 'stock', 'base'),
      object('out', 'stock', 'moves'),
    ]);
    expect(stock?.groups.map((group) => [group.name, keys(group.entries)])).toEqual([
      ['moves', ['r/in', 'r/out']],
      ['base', ['r/item']],
    ]);
  });

  it('leaves out a domain whose objects have no entry of their own', () => {
    expect(domainsOf([object('line', 'stock', 'stock', false)])).toEqual([]);
  });

  it('has the pages about the company in a domain of their own', () => {
    const admin = adminDomain([{ to: '/audit', name: 'audit', icon: 'scroll-text' }], (key) => `${key} word`);
    expect(entriesOf([admin])).toEqual([
      {
        key: 'audit',
        label: 'shell.page.audit word',
        icon: 'scroll-text',
        keywords: ['shell.keywords.audit', 'word'],
        domain: 'shell.admin word',
        target: { to: '/audit' },
      },
    ]);
  });

  it('knows the one entry of a domain that has no other', () => {
    const [few, many] = domainsOf([object('bin', 'few'), object('one', 'many'), object('two', 'many')]);
    expect([few && onlyOf(few)?.label, many && onlyOf(many)]).toEqual(['BIN', undefined]);
  });

  it('counts a record to the list of its object', () => {
    expect(['/', '/people', '/r/customer', '/r/customer/17'].map(keyOf)).toEqual([
      '',
      'people',
      'r/customer',
      'r/customer',
    ]);
  });
});

describe('what stands on top', () => {
  const entries = entriesOf(domainsOf(forty));

  it('is what was pinned in that order, then what was used last and is not pinned', () => {
    const { pinned, recent } = shortcutsOf(entries, ['r/o3', 'r/o1'], ['r/o1', 'r/o2']);
    expect([keys(pinned), keys(recent)]).toEqual([['r/o3', 'r/o1'], ['r/o2']]);
  });

  it('does not hold what somebody may no longer use', () => {
    expect(shortcutsOf(entries, ['r/gone'], ['people'])).toEqual({ pinned: [], recent: [] });
  });

  it('holds nothing recent where there is only a handful of entries anyway', () => {
    expect(shortcutsOf(entries.slice(0, 7), [], ['r/o1']).recent).toEqual([]);
  });

  it('shows five of the recent ones, the newest first', () => {
    const recent = ['r/o1', 'r/o2', 'r/o3', 'r/o1', 'r/o4', 'r/o5', 'r/o6'].reduce<string[]>(visited, []);
    expect(keys(shortcutsOf(entries, [], recent).recent)).toEqual(['r/o6', 'r/o5', 'r/o4', 'r/o1', 'r/o3']);
  });
});
