import { describe, expect, it } from 'vitest';
import type { UndoCount, Undone } from '@/api/types';
import { chinese as t } from '@/i18n/texts';
import { headingOf, keptOf, whatOf } from './words';

const went = (label: string, ways: Partial<UndoCount>): UndoCount => ({
  object: '',
  label,
  one: label,
  many: label,
  deleted: 0,
  restored: 0,
  put_back: 0,
  ...ways,
});
const answer = (more: Partial<Undone>): Undone => ({
  undone: 5,
  counts: [],
  kept: [],
  kept_total: 0,
  partly_total: 0,
  kind: 'bulk_edit',
  undo: null,
  ...more,
});

describe('an undo says', () => {
  it('what goes back: how many of what, and what comes along', () => {
    const counts = [
      went('客户', { restored: 3 }),
      went('联系人', { restored: 6 }),
      went('商机', { restored: 2 }),
    ];
    expect(whatOf(answer({ kind: 'bulk_delete', counts }), false, false, t)).toEqual([
      '将恢复 3 个客户及相关的 8 条记录。',
    ]);
    const imported = [went('客户', { deleted: 1470 })];
    expect(whatOf(answer({ kind: 'import', counts: imported }), false, false, t)).toEqual([
      '将删除导入的 1,470 个客户（可从回收站恢复）。',
    ]);
    expect(whatOf(answer({ kind: 'undo', counts: imported }), false, true, t)).toEqual([
      '已删除 1,470 个客户（可从回收站恢复）。',
    ]);
  });

  it('each way of going back by itself', () => {
    const counts = [went('跟进', { deleted: 1 }), went('客户', { put_back: 1 })];
    expect(whatOf(answer({ kind: 'save', counts }), false, false, t)).toEqual([
      '将删除 1 个跟进（可从回收站恢复）。',
      '将把 1 个客户改回原来的值。',
    ]);
    expect(whatOf(answer({ kind: 'undo', counts }), true, true, t)[1]).toBe('已把 1 个客户改为撤销前的值。');
    expect(whatOf(answer({}), false, false, t)).toEqual([]);
  });

  it('what it is about: by its title, or else by its kind', () => {
    expect(headingOf('导入客户：一.csv', undefined, false, t)).toBe('撤销：导入客户：一.csv');
    expect(headingOf(undefined, 'import', false, t)).toBe('撤销一次导入');
    expect(headingOf(undefined, undefined, false, t)).toBe('撤销');
    expect(headingOf('导入客户：一.csv', 'undo', true, t)).toBe('恢复：导入客户：一.csv');
  });

  it('apart what goes back in part and what stays, whether it is listed or not', () => {
    expect(keptOf(answer({}), false, t)).toEqual([]);
    expect(keptOf(answer({ kept_total: 1, partly_total: 1 }), false, t)).toEqual(['其中 1 条只撤销一部分。']);
    expect(keptOf(answer({ kept_total: 120, partly_total: 118 }), false, t)).toEqual([
      '其中 118 条只撤销一部分。',
      '另有 2 条保持现状。',
    ]);
  });
});
