import { describe, expect, it } from 'vitest';
import { commandOf, type Mode } from './keys';

const press = (key: string, more: Partial<Mode> & { mod?: boolean; shift?: boolean; alt?: boolean } = {}) => {
  const { mod = false, shift = false, alt = false, ...mode } = more;
  const still = { editing: false, long: false, head: false, many: false, readOnly: false };
  return commandOf({ key, mod, shift, alt }, { ...still, ...mode });
};

describe('the keyboard of a grid', () => {
  it('walks with the arrows, and leaves those along the line to whoever writes', () => {
    expect(press('ArrowLeft')).toMatchObject({ do: 'move', rows: 0, cols: -1 });
    expect(press('ArrowLeft', { editing: true })).toBeNull();
    expect(press('ArrowDown', { editing: true })).toMatchObject({ do: 'move', rows: 1, cols: 0 });
    expect(press('ArrowDown', { editing: true, long: true })).toBeNull();
    expect(press('ArrowDown', { shift: true })).toMatchObject({ extend: true });
  });

  it('takes back on Esc first what is written, then what is selected, then leaves', () => {
    expect(press('Escape', { editing: true, many: true })).toEqual({ do: 'cancel' });
    expect(press('Escape', { many: true })).toEqual({ do: 'collapse' });
    expect(press('Escape')).toEqual({ do: 'leave' });
  });

  it('removes rows only where that is meant', () => {
    expect(press('Delete')).toEqual({ do: 'clear' });
    expect(press('Delete', { head: true })).toEqual({ do: 'remove' });
    expect(press('Backspace', { mod: true })).toEqual({ do: 'remove' });
    expect(press('Backspace', { mod: true, editing: true })).toBeNull();
  });

  it('leaves the page its own keys', () => {
    expect(press('s', { mod: true })).toBeNull();
    expect(press('c', { mod: true })).toBeNull();
    expect(press('z', { mod: true, editing: true })).toBeNull();
    expect(press('z', { mod: true, shift: true })).toEqual({ do: 'redo' });
  });

  it('changes nothing where lines are only read', () => {
    for (const key of ['Enter', 'Tab', 'Delete', 'F2']) expect(press(key, { readOnly: true })).toBeNull();
    expect(press('d', { mod: true, readOnly: true })).toBeNull();
    expect(press('ArrowUp', { alt: true, readOnly: true })).toBeNull();
  });
});
