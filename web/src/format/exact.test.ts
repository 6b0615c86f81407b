import { describe, expect, it } from 'vitest';
import { decimalsOf, scaled, unscaled } from './exact';

describe('a scaled integer', () => {
  it.each([
    ['12.5', 2, 1250n],
    ['-0.05', 2, -5n],
    ['.5', 3, 500n],
    ['7', 0, 7n],
    ['1.500', 1, 15n],
    ['90071992547409.93', 2, 9007199254740993n],
  ])('is read from %s at scale %i', (text, scale, value) => {
    expect(scaled(text, scale)).toBe(value);
  });

  it.each(['', '.', '-', '1.234', '1,000', 'abc', '1e3'])('is not read from "%s" at scale 2', (text) => {
    expect(scaled(text, 2)).toBeNull();
  });

  it('is written with all its decimals', () => {
    expect(unscaled(-5n, 2)).toBe('-0.05');
    expect(unscaled(1250n, 2)).toBe('12.50');
    expect(unscaled(7n, 0)).toBe('7');
  });

  it('knows which decimals count', () => {
    expect(decimalsOf('1.500')).toBe(1);
    expect(decimalsOf('12')).toBe(0);
  });
});
