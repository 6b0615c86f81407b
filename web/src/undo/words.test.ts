import { describe, expect, it } from 'vitest';
import type { Undone } from '@/api/types';
import { chinese as t } from '@/i18n/texts';
import { headingOf, keptOf, whatOf } from './words';

const kept = (partly: boolean) => ({
  object: 'customer',
  id: '1',
  title: null,
  reason: '',
  message: '',
  partly,
});
const answer = (more: Partial<Undone>): Undone => ({
  undone: 5,
  kept: [],
  kept_total: 0,
  kind: 'bulk_edit',
  undo: null,
  ...more,
});

describe('an undo says', () => {
  it('what goes back in the words of the work that it undoes', () => {
    expect(whatOf(answer({}), false, false, t)).toBe('将把 5 条记录改回修改前的值。');
    expect(whatOf(answer({ kind: 'bulk_delete' }), false, true, t)).toMatch(/^已恢复这次删除的 5 条记录/);
    expect(whatOf(answer({ kind: 'undo' }), true, false, t)).toBe('将恢复被撤销的 5 条记录。');
    expect(whatOf(answer({ kind: 'undo' }), false, false, t)).toBe('将再次撤销 5 条记录。');
  });

  it('what it is about: by its title, or else by its kind', () => {
    expect(headingOf('导入客户：一.csv', undefined, false, t)).toBe('撤销：导入客户：一.csv');
    expect(headingOf(undefined, 'import', false, t)).toBe('撤销一次导入');
    expect(headingOf(undefined, undefined, false, t)).toBe('撤销');
    expect(headingOf('导入客户：一.csv', 'undo', true, t)).toBe('恢复：导入客户：一.csv');
  });

  it('apart what goes back in part and what stays', () => {
    expect(keptOf(answer({}), false, t)).toEqual([]);
    expect(keptOf(answer({ kept: [kept(true)], kept_total: 1 }), false, t)).toEqual([
      '其中 1 条只撤销一部分。',
    ]);
    expect(keptOf(answer({ kept: [kept(true), kept(false), kept(false)], kept_total: 3 }), false, t)).toEqual(
      ['其中 1 条只撤销一部分。', '另有 2 条保持现状。'],
    );
  });

  it('nothing about the parts of records that are not listed', () => {
    expect(keptOf(answer({ kept: [kept(true)], kept_total: 120 }), false, t)).toEqual([
      '共 120 条只有一部分退回，或保持现状。',
    ]);
  });
});
