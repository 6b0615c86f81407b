import { expect, test } from 'vitest';
import { bytes, isLow } from './disk';

test('room is told as people say it', () => {
  expect(bytes(0)).toBe('0 B');
  expect(bytes(1536)).toBe('1.5 KB');
  expect(bytes(42 * 1024 ** 3)).toBe('42 GB');
});

test('little is a tenth of a disk, and never plenty of a large one', () => {
  const gb = 1024 ** 3;
  expect(isLow({ free: 5 * gb, total: 100 * gb, full: false })).toBe(true);
  expect(isLow({ free: 50 * gb, total: 1000 * gb, full: false })).toBe(false);
  expect(isLow({ free: 50 * gb, total: 100 * gb, full: true })).toBe(true);
});
