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
  const tree = treeOf([one('a', null), one('b', 'a', 2), one('c', 'b', 4), one('d', 'gone', 8)]);

  it('stands each under the one above it', () => {
    expect(flat(tree).map(({ id, depth }) => `${id}${depth}`)).toEqual(['a0', 'b1', 'c2', 'd0']);
  });

  it('counts those below along', () => {
    expect(tree.map(headsOf)).toEqual([7, 8]);
  });
});
