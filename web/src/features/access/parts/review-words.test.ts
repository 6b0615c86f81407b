import { describe, expect, it } from 'vitest';
import { choicesOf, tallyOf } from './review-words';
import type { ReviewItem } from './use-reviews';

const use = { object: '客户', verb: '查看', day: '2026-11-01' };
const item = (id: string, role: string, more: Partial<ReviewItem>): ReviewItem => ({
  user: { id, title: `员工${id}` },
  role,
  label: role,
  office: false,
  used: [use],
  unused: [use],
  decision: null,
  decided_at: null,
  decided_by: null,
  ...more,
});

describe('a review', () => {
  it('offers nothing that takes away one’s own, and no smaller office', () => {
    expect(choicesOf(item('1', 'sales', {}), true)).toEqual(['keep']);
    expect(choicesOf(item('1', 'sales', {}), false)).toEqual(['keep', 'shrink', 'withdraw']);
    expect(choicesOf(item('1', 'admin', { office: true }), false)).toEqual(['keep', 'withdraw']);
    expect(choicesOf(item('1', 'sales', { used: [] }), false)).toEqual(['keep', 'withdraw']);
  });

  it('says before it is signed what it will take, and who is left with nothing', () => {
    const items = [
      item('1', 'sales', { decision: 'withdraw' }),
      item('1', 'service', { decision: 'keep' }),
      item('2', 'sales', { decision: 'withdraw' }),
      item('2', 'service', { decision: 'gone' }),
      item('3', 'sales', { decision: 'shrink' }),
    ];
    const { withdrawn, shrunk, emptied } = tallyOf(items);
    expect([withdrawn.length, shrunk, emptied]).toEqual([2, [{ name: '员工3', role: 'sales' }], ['员工2']]);
  });
});
