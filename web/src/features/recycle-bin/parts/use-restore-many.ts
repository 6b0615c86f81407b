import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { isRunning, useJob, watchJob } from '@/api/jobs';
import type { DeletedRecord } from '@/api/types';
import { useCatalog } from '@/records/controller/use-catalog';
import { type Batch, batchesOf, type NotRestored, notRestored } from './restoring';

type Work = {
  batches: Batch[];
  /** The batch at work. */
  at: number;
  job?: string;
  total: number;
  failed: NotRestored[];
  /** By these it can be undone. */
  operations: string[];
};

/** Restores records of several objects, one job after the other, and gathers what stayed behind. */
export function useRestoreMany() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { objects } = useCatalog();
  const [work, setWork] = useState<Work | null>(null);
  const job = useJob(work?.job);
  const over = work !== null && work.at >= work.batches.length;

  async function begin(batches: Batch[], at: number): Promise<{ job: string } | { failed: NotRestored[] }> {
    const batch = batches[at];
    if (!batch) return { failed: [] };
    try {
      const ids = batch.items.map(({ id }) => id);
      return await api.post<{ job: string }>(`/records/${batch.object}/bulk`, { action: 'restore', ids });
    } catch (error) {
      const message = asProblem(error).words();
      return { failed: batch.items.map((item) => ({ item, message })) };
    }
  }
  /** Goes on with the next batch; one that cannot even begin is passed over. */
  async function goOn(from: Work) {
    let next = from;
    while (next.at < next.batches.length) {
      const begun = await begin(next.batches, next.at);
      if ('job' in begun) {
        watchJob(begun.job);
        return setWork({ ...next, job: begun.job });
      }
      next = { ...next, at: next.at + 1, failed: [...next.failed, ...begun.failed] };
    }
    setWork({ ...next, job: undefined });
    for (const key of ['recycle-bin', 'records', 'related', 'timeline'])
      queries.invalidateQueries({ queryKey: [key] });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: each job is followed to its end once
  useEffect(() => {
    const batch = work?.batches[work.at];
    if (!work || !batch || !job || job.id !== work.job || isRunning(job)) return;
    const { operation } = job.result ?? {};
    goOn({
      ...work,
      at: work.at + 1,
      failed: [...work.failed, ...notRestored(batch, job, t('recycleBin.brokeOff'))],
      operations: operation ? [...work.operations, operation] : work.operations,
    });
  }, [job]);

  return {
    start: (items: DeletedRecord[]) =>
      goOn({
        batches: batchesOf(items, objects),
        at: 0,
        total: items.length,
        failed: [],
        operations: [],
      }),
    busy: work !== null && !over,
    done: over ? { total: work.total, failed: work.failed, operations: work.operations } : undefined,
    close: () => setWork(null),
  };
}
