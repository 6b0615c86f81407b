import { expect, test } from 'vitest';
import type { Session } from '@/api/types';
import { homeRole } from './home-role';

const of = (roles: string[], may: string[] = []) => homeRole({ user: { roles }, may } as unknown as Session);

test('each role has its own first page', () => {
  expect(of(['sales'])).toEqual({ none: false, runs: false, boss: false, leads: false });
  expect(of(['sales_manager'])).toMatchObject({ leads: true, boss: false });
  expect(of(['boss'])).toMatchObject({ leads: true, boss: true });
  expect(of(['admin'], ['users', 'settings'])).toMatchObject({ runs: true, leads: false, boss: false });
  expect(of(['admin', 'boss'], ['settings'])).toMatchObject({ runs: true, boss: true });
});

test('whoever has no role is told so, and a role that the company made may lead', () => {
  expect(of([]).none).toBe(true);
  expect(of(['region_east'])).toMatchObject({ none: false, leads: true });
});
