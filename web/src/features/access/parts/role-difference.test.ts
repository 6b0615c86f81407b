import { expect, it } from 'vitest';
import { differences } from './role-difference';

it('names what a role would allow otherwise, and nothing else', () => {
  const before = {
    grants: { '*': { read: 'self' as const }, customer: { export: 'all' as const } },
    fields: { customer: { mobile: { right: 'masked' as const } } },
  };
  const after = { grants: { '*': { read: 'self' as const, reveal: 'all' as const } }, fields: {} };
  expect(differences(before, after)).toEqual([
    { object: '*', verb: 'reveal', before: undefined, after: 'all' },
    { object: 'customer', verb: 'export', before: 'all', after: undefined },
    { object: 'customer', field: 'mobile', before: { right: 'masked' }, after: undefined },
  ]);
  expect(differences(before, before)).toEqual([]);
});
