import { describe, expect, it } from 'vitest';
import type { Field } from '@/api/types';
import { changed, defaultsOf, same, toWire, wireOf } from './values';

const field = (name: string) =>
  ({ name, label: name, kind: 'text', required: false, writable: true }) as Field;

describe('a value', () => {
  it('travels as the bare id of a link, and as null when it is empty', () => {
    expect(toWire({ id: '7', title: '林晓东' })).toBe('7');
    expect(toWire('')).toBeNull();
    expect(toWire([])).toBeNull();
    expect(toWire({ amount: '5', currency: 'CNY' })).toEqual({ amount: '5', currency: 'CNY' });
    expect(toWire(false)).toBe(false);
  });

  it('is the same when the server would see no difference', () => {
    expect(same({ id: '7', title: 'a' }, { id: '7', title: 'b' })).toBe(true);
    expect(same('', null)).toBe(true);
    expect(same('a', 'b')).toBe(false);
  });

  it('is sent only when it has changed', () => {
    const names = changed([field('a'), field('b')], { a: '1', b: '2' }, { a: '1', b: '3' });
    expect(wireOf(names, { a: '1', b: '3' })).toEqual({ b: '3' });
  });

  it('that the house fills in is shown, and is not sent unless it was changed', () => {
    const fields = [{ ...field('status'), default: 'new' }, field('name')];
    const shown = defaultsOf(fields);
    expect(shown).toEqual({ status: 'new', name: null });
    expect(changed(fields, shown, { ...shown, name: 'a' })).toEqual(['name']);
  });
});
