import { describe, expect, it } from 'vitest';
import { lineDiffers, openAtFirst, rowsOf } from './grants-rows';
import type { Described } from './types';

const object = (name: string, group: string): Described => ({
  name,
  label: name.toUpperCase(),
  one: name,
  many: name,
  group,
  group_label: group,
  title: 'name',
  verbs: [],
  fields: [],
});
const forty = Array.from({ length: 40 }, (_, at) => object(`thing${at}`, `group${Math.floor(at / 5)}`));
const groupOf = (name: string) => forty.find((one) => one.name === name)?.group;

describe('the lines of a role', () => {
  it('are all there where there are few objects', () => {
    const few = forty.slice(0, 7);
    const rows = rowsOf(few, new Set(openAtFirst(few, {})), '');
    expect(rows.map(({ level }) => level).filter((level) => level === 'object')).toHaveLength(7);
  });

  it('of forty objects are eight groups, and open where something is said of one of them', () => {
    const open = openAtFirst(forty, { thing12: { read: 'all' } });
    expect(open).toEqual(['group2']);
    expect(rowsOf(forty, new Set(open), '')).toHaveLength(1 + 8 + 5);
  });

  it('are found by name whether their group is open or not', () => {
    const rows = rowsOf(forty, new Set(), 'THING39');
    expect(rows.map(({ name }) => name)).toEqual(['*', 'group7', 'thing39']);
  });

  it('differ by what they follow, too', () => {
    const shipped = { '*': { read: 'self' as const } };
    expect(lineDiffers(shipped, shipped, 'thing1', groupOf)).toBe(false);
    expect(lineDiffers({ ...shipped, group0: { read: 'all' } }, shipped, 'thing1', groupOf)).toBe(true);
    expect(lineDiffers(shipped, undefined, 'thing1', groupOf)).toBe(false);
  });
});
