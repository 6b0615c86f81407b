import { expect, test } from 'vitest';
import { lotsOf } from './use-agenda';

test('all are asked about, in lots', () => {
  const all = Array.from({ length: 100 }, (_, at) => at);
  expect(lotsOf(all, 40).map((lot) => lot.length)).toEqual([40, 40, 20]);
  expect(lotsOf(all, 40).flat()).toEqual(all);
  expect(lotsOf([], 40)).toEqual([]);
});
