import { expect, test } from 'vitest';
import { timeLeft } from './time-left';

test('what is left reads like a clock that runs down', () => {
  expect(timeLeft(65 * 60_000 + 9_000)).toBe('1:05:09');
  expect(timeLeft(4 * 60_000 + 30_000)).toBe('4:30');
  expect(timeLeft(500)).toBe('0:01');
  expect(timeLeft(-1)).toBe('0:00');
});
