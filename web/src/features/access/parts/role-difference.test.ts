import { describe, expect, it } from 'vitest';
import { byGroup, differences } from './role-difference';

const objects = [
  { name: 'customer', group: 'crm', group_label: '客户' },
  { name: 'contact', group: 'crm', group_label: '客户' },
  { name: 'invoice', group: 'finance', group_label: '财务' },
];
const groupOf = (name: string) => objects.find((one) => one.name === name)?.group;

describe('what a role would allow otherwise', () => {
  it('is named, and nothing else', () => {
    const before = {
      grants: { '*': { read: 'self' as const } },
      fields: { customer: { mobile: { right: 'masked' as const } } },
    };
    const after = { grants: { '*': { read: 'self' as const, reveal: 'all' as const } }, fields: {} };
    expect(differences(before, after)).toEqual([
      { object: '*', verb: 'reveal', before: undefined, after: 'all' },
      { object: 'customer', field: 'mobile', before: { right: 'masked' }, after: undefined },
    ]);
    expect(differences(before, before)).toEqual([]);
  });

  it('counts what an object follows once it has no line of its own', () => {
    const before = { grants: { crm: { read: 'all' as const }, customer: { read: 'self' as const } } };
    const after = { grants: { crm: { read: 'all' as const } } };
    expect(differences(before, after, groupOf)).toEqual([
      { object: 'customer', verb: 'read', before: 'self', after: 'all' },
    ]);
    const same = { grants: { crm: { read: 'all' as const }, customer: { read: 'all' as const } } };
    expect(differences(after, same, groupOf)).toEqual([]);
  });

  it('stands by groups of objects, what is said of all of them first', () => {
    const line = (object: string) => ({ object, verb: 'read', before: undefined, after: 'all' as const });
    const grouped = byGroup(['invoice', 'customer', '*', 'crm'].map(line), objects);
    expect(grouped.map(({ group, items }) => [group, items.map(({ object }) => object)])).toEqual([
      ['*', ['*']],
      ['crm', ['customer', 'crm']],
      ['finance', ['invoice']],
    ]);
  });
});
