import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, asProblem } from '@/api/client';
import { jobsKey } from '@/api/jobs';
import type { RecordRow, Values } from '@/api/types';
import { refreshRecords } from './use-list';

export type JobRef = { job: string };

/** A business step on one record, taken on what somebody saw of it: refused where it has been changed since. */
export function useAction(object: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ row, action, input }: { row: RecordRow; action: string; input: Values }) =>
      api.post<RecordRow>(`/records/${object}/${row.id}/actions/${action}`, input, {}, row.version),
    // Not waited for: after a transfer the page is left, and its record may be out of sight.
    onSuccess: () => {
      refreshRecords(queries, object);
    },
    onError: (error) => {
      if ([404, 412].includes(asProblem(error).status)) return refreshRecords(queries, object);
    },
  });
}

/** The same step on many records: a job, whose end refreshes the lists. */
export function useBulk(object: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { action: string; ids: string[]; input: Values }) =>
      (await api.post<JobRef>(`/records/${object}/bulk`, body)).job,
    onSuccess: () => queries.invalidateQueries({ queryKey: jobsKey }),
  });
}
