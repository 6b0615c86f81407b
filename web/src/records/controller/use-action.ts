import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { jobsKey } from '@/api/jobs';
import type { RecordRow, Values } from '@/api/types';
import { refreshRecords } from './use-list';

export type JobRef = { job: string };

/** A business step on one record. */
export function useAction(object: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action, input }: { id: string; action: string; input: Values }) =>
      api.post<RecordRow>(`/records/${object}/${id}/actions/${action}`, input),
    // Not waited for: after a transfer the page is left, and its record may be out of sight.
    onSuccess: () => {
      refreshRecords(queries, object);
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
