import type { TFunction } from 'i18next';
import type { Job } from '@/api/types';
import { count } from '@/format/number';

/** As many as one line holds. */
const REASONS = 2;

/** One line that says what came of it. */
export function jobSummary(job: Job, t: TFunction): string {
  if (job.state === 'running' && job.total)
    return t('shell.jobs.progress', { done: count(job.done), total: count(job.total) });
  if (job.state === 'failed') return job.error?.detail || t('shell.jobs.state.failed');
  const result = job.result;
  if (job.state === 'done' && result) {
    if (result.imported !== undefined)
      return t('shell.jobs.imported', {
        imported: count(result.imported),
        updated: count(result.updated ?? 0),
        skipped: count(result.skipped ?? 0),
        rejected: count(result.rejected_count ?? 0),
      });
    if (result.undone !== undefined) {
      const kept = result.kept_total ?? 0;
      const did = t(result.kind === 'undo' ? 'shell.jobs.restored' : 'shell.jobs.undone', {
        undone: count(result.undone),
      });
      return kept > 0 ? t('shell.jobs.notInFull', { did, kept: count(kept) }) : did;
    }
    if (result.failed?.length)
      return t('shell.jobs.partly', {
        done: count(result.done ?? job.done),
        failed: count(result.failed.length),
        reasons: [...new Set(result.failed.map(({ message }) => message))].slice(0, REASONS).join(' / '),
      });
    if (result.rows !== undefined)
      return t('shell.jobs.rows', { count: result.rows, rows: count(result.rows) });
  }
  return t(`shell.jobs.state.${job.state}`);
}
