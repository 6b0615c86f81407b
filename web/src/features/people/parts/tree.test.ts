import { describe, expect, it } from 'vitest';
import type { Department } from '@/api/types';
import { flat, headsOf, treeOf } from './tree';

const one = (id: string, parent: string | null, people = 1): Department => ({
  id,
  name: id,
  parent,
  leader: null,
  people,
});

describe('the tree of departments', () => {
  const tree = treeOf([one('4', 'gone', 8), one('1', null), one('3', '2', 4), one('2', '1', 2)]);

  it('stands each under the one above it', () => {
    expect(flat(tree).map(({ id, depth }) => `${id}${depth}`)).toEqual(['10', '21', '32', '40']);
  });

  it('counts those below along', () => {
    expect(tree.map(headsOf)).toEqual([7, 8]);
  });
});
