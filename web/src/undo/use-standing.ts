import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useJobs } from '@/api/jobs';
import { type Standing, standingOf, type Undos, undosOf } from './standing';

/** The undos that were done here and left no job. Nobody is asked for them: they are kept as long as the page. */
const undosKey = ['undos'] as const;
const NONE: Undos = {};

export function keepUndo(queries: QueryClient, operation: string, undo: string | null) {
  queries.setQueryDefaults(undosKey, { gcTime: Number.POSITIVE_INFINITY });
  queries.setQueryData<Undos>(undosKey, (known) => ({ ...known, [operation]: undo }));
}

export function useStanding(operation: string | undefined): Standing {
  const { data: jobs } = useJobs();
  const { data: own } = useQuery<Undos>({ queryKey: undosKey, queryFn: () => NONE, enabled: false });
  return standingOf(operation ?? '', { ...own, ...undosOf(jobs ?? []) });
}
