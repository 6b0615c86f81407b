import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type { Job, Undone } from '@/api/types';

type Answer = Undone | { job: string };

/** Undoes an operation, or looks what that would do; a large one is a job that is followed. */
export function useUndo(operation: string, dry: boolean) {
  const queries = useQueryClient();
  const [id, setId] = useState<string>();
  const [answer, setAnswer] = useState<Undone>();
  const job = useJob(id);
  const run = useMutation({
    mutationFn: () =>
      api.post<Answer>(`/operations/${operation}/undo`, undefined, dry ? { dry_run: true } : undefined),
    onSuccess: (given) => {
      if ('job' in given) {
        setId(given.job);
        queries.invalidateQueries({ queryKey: jobsKey, exact: true });
      } else setAnswer(given);
    },
  });
  const done = answer ?? resultOf(job);
  const over = done !== undefined || (job !== undefined && !isRunning(job));
  useEffect(() => {
    if (over && !dry) queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== jobsKey[0] });
  }, [over, dry, queries]);
  return {
    start: run.mutate,
    error: run.error,
    job,
    done,
    failed: over && done === undefined,
    busy: run.isPending || (id !== undefined && !over),
  };
}

function resultOf(job: Job | undefined): Undone | undefined {
  if (job?.state !== 'done' || job.result?.undone === undefined) return undefined;
  const { undone, kept = [], kept_total = kept.length } = job.result;
  return { undone, kept, kept_total };
}
