import { describe, expect, it } from 'vitest';
import type { FilterValue, Op } from '@/api/types';
import { missingIn } from './missing';

const missing = (op: Op, value: FilterValue) => missingIn({ field: 'x', op, value });

describe('an unfinished condition', () => {
  it('says which end of a span is missing', () => {
    expect(missing('between', ['', ''])).toBe('both');
    expect(missing('between', ['5', ''])).toBe('to');
    expect(missing('between', ['', '5'])).toBe('from');
    expect(missing('between', ['5', '10'])).toBeUndefined();
  });

  it('says when a span runs backwards, by number and by day', () => {
    expect(missing('between', ['10', '9'])).toBe('order');
    expect(missing('between', ['9', '10'])).toBeUndefined();
    expect(missing('between', ['2026-11-30', '2026-11-02'])).toBe('order');
    expect(missing('between', ['2026-11-02', '2026-11-02'])).toBeUndefined();
  });

  it('asks for a choice or a value, and for nothing where none is needed', () => {
    expect(missing('in', [])).toBe('choice');
    expect(missing('eq', '')).toBe('value');
    expect(missing('eq', false)).toBeUndefined();
    expect(missing('within', { past: 7 })).toBeUndefined();
    expect(missing('empty', true)).toBeUndefined();
  });
});
