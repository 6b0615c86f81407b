import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from '@/api/types';
import { standingOf, undoable, undosOf } from './standing';

const job = (kind: string, result: JobResult | null, state: Job['state'] = 'done', dry_run = false): Job => ({
  id: '1',
  kind,
  title: '导入客户：一.csv',
  dry_run,
  state,
  done: 1,
  total: 1,
  result,
  error: null,
  created_at: '2026-11-30T08:00:00Z',
  finished_at: null,
});

describe('an operation', () => {
  it('that nobody undid is undone by its own number', () => {
    expect(standingOf('7', {})).toEqual({ turns: 0, next: '7' });
  });

  it('comes back, and goes again, by the number of its last undo', () => {
    expect(standingOf('7', { 7: '9' })).toEqual({ turns: 1, next: '9' });
    expect(standingOf('7', { 7: '9', 9: '12' })).toEqual({ turns: 2, next: '12' });
    expect(standingOf('9', { 7: '9', 9: '12' })).toEqual({ turns: 1, next: '12' });
  });

  it('cannot be turned from here where it was undone somewhere else', () => {
    expect(standingOf('7', { 7: null })).toEqual({ turns: 1, next: null });
  });
});

describe('a job', () => {
  it('of an undo tells what it undid; a preview and one that was stopped do not', () => {
    const result = { operation: '7', undo: '9', undone: 3 };
    expect(undosOf([job('undo', result)])).toEqual({ 7: '9' });
    expect(undosOf([job('undo', { ...result, undo: null }, 'done', true)])).toEqual({});
    expect(undosOf([job('undo', result, 'cancelled'), job('undo', null)])).toEqual({});
  });

  it('tells by which numbers it was undone since, however often', () => {
    const undone = undosOf([job('import', { operation: '7', undos: ['9'] })]);
    expect(standingOf('7', undone)).toEqual({ turns: 1, next: '9' });
    const restored = undosOf([job('import', { operation: '7', undos: ['9', '12'] })]);
    expect(standingOf('7', restored)).toEqual({ turns: 2, next: '12' });
    const turned = undosOf([job('undo', { operation: '7', undo: '9', undos: ['12'] })]);
    expect(standingOf('9', turned)).toEqual({ turns: 1, next: '12' });
    expect(undosOf([job('bulk', { operation: '7', undos: [] }), job('export', {})])).toEqual({});
  });

  it('can be undone by what it did, and an undo by its own number', () => {
    expect(undoable(job('import', { operation: '7' }))).toEqual({
      operation: '7',
      title: '导入客户：一.csv',
    });
    expect(undoable(job('undo', { operation: '7', undo: '9' }))).toEqual({ operation: '9', again: true });
  });

  it('cannot be undone while it runs, where it changed nothing, and where it only looked', () => {
    expect(undoable(job('import', { operation: '7' }, 'running'))).toBeUndefined();
    expect(undoable(job('bulk', { operation: null }))).toBeUndefined();
    expect(undoable(job('undo', { operation: '7', undo: '9' }, 'done', true))).toBeUndefined();
    expect(undoable(job('handover', { operation: '7' }))).toBeUndefined();
  });
});
