import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { searchBox } from './search-box';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function opened() {
  const asked: string[] = [];
  return { asked, box: searchBox('', (q) => asked.push(q)) };
}

it('asks after a pause, and at once when it is emptied', () => {
  const { asked, box } = opened();
  box.type('ac');
  vi.advanceTimersByTime(200);
  box.type('acme ');
  vi.advanceTimersByTime(299);
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(1);
  box.type('');
  vi.advanceTimersByTime(0);
  expect(asked).toEqual(['acme', '']);
});

it('waits until a word is composed', () => {
  const { asked, box } = opened();
  box.compose(true);
  box.type("heng'tong");
  vi.advanceTimersByTime(1000);
  box.compose(false);
  box.type('恒通');
  vi.advanceTimersByTime(300);
  expect(asked).toEqual(['恒通']);
});

it('takes over a question from outside, and none that it has asked itself', () => {
  const { box } = opened();
  box.type('ab');
  vi.advanceTimersByTime(300);
  box.type('abc');
  vi.advanceTimersByTime(300);
  expect([box.isForeign('ab'), box.isForeign('abc')]).toEqual([false, false]);
  expect(box.isForeign('')).toBe(true);
});
