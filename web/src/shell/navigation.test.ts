import { describe, expect, it } from 'vitest';
import type { ObjectInfo } from '@/api/types';
import { found } from '@/ui/matching';
import {
  adminDomain,
  businessOf,
  domainsOf,
  entriesOf,
  keyOf,
  onlyOf,
  shortcutsOf,
  switchedOff,
  visited,
} from './navigation';

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

describe('a module that is switched off', () => {
  const { main, business } = businessOf(forty, ['d1', 'd3']);
  const entries = entriesOf(business);

  it('has no domain on the rail and no section in the grid', () => {
    expect(business.map(({ name }) => name)).toEqual(['d0', 'd2', 'd4', 'd5', 'd6', 'd7']);
    expect(entries).toHaveLength(30);
  });

  it('is not found among the pages', () => {
    expect(keys(found(entries, 'o9'))).toEqual([]);
    expect(keys(found(entriesOf(businessOf(forty, []).business), 'o9'))).toEqual(['r/o9']);
  });

  it('offers nothing to create', () => {
    expect(main.map(({ name }) => name)).not.toContain('o1');
    expect(main).toHaveLength(30);
  });

  it('leaves what is pinned and what was used last, until it is switched on again', () => {
    const [pins, recents] = [
      ['r/o1', 'r/o2'],
      ['r/o3', 'r/o4'],
    ];
    const { pinned, recent } = shortcutsOf(entries, pins, recents);
    expect([keys(pinned), keys(recent)]).toEqual([['r/o2'], ['r/o4']]);
    const all = entriesOf(businessOf(forty, []).business);
    expect(keys(shortcutsOf(all, pins, recents).pinned)).toEqual(pins);
  });

  it('is told on its pages, which are reached by their address', () => {
    expect(switchedOff(forty, ['d1'], keyOf('/r/o9/17'))?.label).toBe('D1');
    expect(switchedOff(forty, ['d1'], keyOf('/r/o2'))).toBeUndefined();
    expect(switchedOff(forty, ['d1'], keyOf('/settings'))).toBeUndefined();
  });

  it('that the catalog does not know takes nothing away', () => {
    expect(entriesOf(businessOf(forty, ['gone']).business)).toHaveLength(40);
  });
});
