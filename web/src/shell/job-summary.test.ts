import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from '@/api/types';
import { chinese as t } from '@/i18n/texts';
import { jobSummary } from './job-summary';

const done = (kind: string, result: JobResult): Job => ({
  id: '1',
  kind,
  title: '',
  dry_run: false,
  state: 'done',
  done: 1,
  total: 1,
  result,
  error: null,
  created_at: '2026-11-30T08:00:00Z',
  finished_at: null,
});

describe('what came of an undo', () => {
  it('is what went back, and what did not in full where there is such', () => {
    const result = { undone: 1470, kind: 'import', kept_total: 0 };
    expect(jobSummary(done('undo', result), t)).toBe('撤销 1,470 条');
    expect(jobSummary(done('undo', { ...result, kept_total: 3 }), t)).toBe('撤销 1,470 条，3 条没有全部退回');
  });

  it('is that it came back, where an undo was undone', () => {
    expect(jobSummary(done('undo', { undone: 2, kind: 'undo' }), t)).toBe('恢复 2 条');
  });
});
