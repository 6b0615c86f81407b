import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, asProblem } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type { Job, Undone } from '@/api/types';
import { keepUndo } from './use-standing';

type Answer = Undone | { job: string };

/** A look alone, without the undo that would follow, is of no use to anybody. It may have ended by itself by now. */
const giveUp = (job: string) => api.delete(`/jobs/${job}`).catch(() => {});

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
      if (!('job' in given)) return setAnswer(given);
      if (!dry) queries.invalidateQueries({ queryKey: jobsKey, exact: true });
      if (dry && left.current) giveUp(given.job);
      setId(given.job);
    },
    onError: (error) => {
      // Somewhere else.
      const { code, body } = asProblem(error);
      if (code === 'undo.done') keepUndo(queries, operation, body.undone_by ?? null);
    },
  });
  const done = answer ?? resultOf(job);
  const over = done !== undefined || (job !== undefined && !isRunning(job));
  const undo = done?.undo;
  useEffect(() => {
    if (!over || dry) return;
    if (undo) keepUndo(queries, operation, undo);
    queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== jobsKey[0] });
  }, [over, dry, undo, operation, queries]);

  const left = useRef(false);
  const looking = useRef<string>(undefined);
  looking.current = dry && !over ? id : undefined;
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
      if (looking.current) giveUp(looking.current);
    };
  }, []);
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
  const { undone, counts = [], kept = [], kept_total = kept.length } = job.result;
  const { partly_total = 0, kind = '', undo = null } = job.result;
  return { undone, counts, kept, kept_total, partly_total, kind, undo };
}
