import { describe, expect, it } from 'vitest';
import type { DeletedRecord, Job, ObjectInfo } from '@/api/types';
import { batchesOf, notRestored } from './restoring';

const deleted = (object: string, id: string): DeletedRecord => ({
  object,
  id,
  title: `${object}${id}`,
  deleted_at: '2026-11-30T08:00:00Z',
  deleted_by: null,
});
const object = (name: string, parent: string | null, target?: string) =>
  ({ name, parent, fields: parent ? [{ name: parent, target }] : [] }) as unknown as ObjectInfo;
const objects = [
  object('note', 'contact', 'contact'),
  object('contact', 'customer', 'customer'),
  object('customer', null),
];
const job = (more: object) =>
  ({ id: '1', kind: 'bulk', state: 'done', result: null, error: null, ...more }) as Job;

describe('restoring many', () => {
  it('begins with what others hang on', () => {
    const items = [
      deleted('note', '1'),
      deleted('contact', '2'),
      deleted('customer', '3'),
      deleted('contact', '4'),
    ];
    const batches = batchesOf(items, objects);
    expect(batches.map(({ object, items }) => [object, items.length])).toEqual([
      ['customer', 1],
      ['contact', 2],
      ['note', 1],
    ]);
  });

  it('names what did not come back, and why', () => {
    const batch = { object: 'contact', items: [deleted('contact', '2'), deleted('contact', '4')] };
    const failed = [{ id: '4', code: 'restore.parent_first', message: '客户还在回收站里' }];
    expect(notRestored(batch, job({ result: { done: 1, failed } }), '').map(({ item }) => item.id)).toEqual([
      '4',
    ]);
    expect(notRestored(batch, job({ state: 'failed' }), '中断').map(({ message }) => message)).toEqual([
      '中断',
      '中断',
    ]);
    expect(notRestored(batch, job({ result: { done: 2, failed: [] } }), '')).toEqual([]);
  });
});
