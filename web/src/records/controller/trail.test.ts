import { describe, expect, it } from 'vitest';
import { stepOf, type Trail } from './trail';

const trail: Trail = { query: { object: 'customer' }, ids: ['7', '3', '9'], next: null };

describe('the trail of a list', () => {
  it('leads from a record to the one before and the one after', () => {
    expect(stepOf(trail, 'customer', '3')).toEqual({ at: 1, previous: '7', next: '9', more: false });
    expect(stepOf(trail, 'customer', '7')).toEqual({ at: 0, previous: undefined, next: '3', more: false });
  });

  it('ends with the last one, unless the list goes on', () => {
    expect(stepOf(trail, 'customer', '9')).toMatchObject({ next: undefined, more: false });
    expect(stepOf({ ...trail, next: 'cursor' }, 'customer', '9')).toMatchObject({
      next: undefined,
      more: true,
    });
  });

  it('says nothing of a record that is not of that list', () => {
    expect(stepOf(trail, 'customer', '4')).toBeUndefined();
    expect(stepOf(trail, 'contact', '3')).toBeUndefined();
    expect(stepOf(null, 'customer', '3')).toBeUndefined();
  });
});
