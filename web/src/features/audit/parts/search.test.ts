import { expect, it } from 'vitest';
import { asked, conditionsOf, dayAfter } from './search';

it('the last day of a stretch is part of it', () => {
  expect(asked({ kind: 'session.start', from: '2026-11-01', to: '2026-11-30' })).toEqual({
    kind: 'session.start',
    from: '2026-11-01',
    to: '2026-12-01',
  });
  expect([dayAfter('2027-02-28'), dayAfter('2028-02-28'), dayAfter('soon')]).toEqual([
    '2027-03-01',
    '2028-02-29',
    'soon',
  ]);
  expect(asked({})).toEqual({ to: undefined });
});

it('conditions are counted as people see them', () => {
  expect(conditionsOf({})).toBe(0);
  expect(conditionsOf({ from: '2026-11-01', to: '2026-11-30', user: '3' })).toBe(2);
});
