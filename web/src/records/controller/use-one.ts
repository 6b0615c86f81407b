import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, asProblem } from '@/api/client';
import type { Page, RecordRow, TimelineEntry, Values } from '@/api/types';
import { recordsKey, refreshRecords } from './use-list';

export const oneKey = (object: string, id: string) => [...recordsKey(object), 'one', id] as const;

export function useOne(object: string, id: string) {
  return useQuery({
    queryKey: oneKey(object, id),
    queryFn: ({ signal }) => api.get<RecordRow>(`/records/${object}/${id}`, {}, signal),
  });
}

/** Changes a record as it was seen; where somebody saved first, it is refused. */
export function usePatch(object: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ row, change }: { row: RecordRow; change: Values }) =>
      api.patch<RecordRow>(`/records/${object}/${row.id}`, change, row.version),
    onSuccess: (saved, { row }) => {
      queries.setQueryData(oneKey(object, row.id), (old: RecordRow | undefined) => ({ ...old, ...saved }));
      return refreshRecords(queries, object);
    },
  });
}

export function useDelete(object: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (row: RecordRow) => api.delete(`/records/${object}/${row.id}`, row.version),
    onSuccess: (_, row) => {
      queries.removeQueries({ queryKey: oneKey(object, row.id) });
      return Promise.all([
        queries.invalidateQueries({ queryKey: recordsKey(object), refetchType: 'active' }),
        queries.invalidateQueries({ queryKey: ['recycle-bin'] }),
        queries.invalidateQueries({ queryKey: ['related'] }),
      ]);
    },
    // Somebody changed or deleted it in between: what is on the screen is to be what stands there now.
    onError: (error) => {
      if ([404, 412].includes(asProblem(error).status)) return refreshRecords(queries, object);
    },
  });
}

export function useRestore() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ object, id }: { object: string; id: string }) =>
      api.post<RecordRow>(`/recycle-bin/${object}/${id}/restore`),
    onSuccess: async (_, { object }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['recycle-bin'] }),
        refreshRecords(queries, object),
      ]);
    },
  });
}

export function useTimeline(object: string, id: string) {
  return useInfiniteQuery({
    queryKey: ['timeline', object, id],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineEntry>>(`/records/${object}/${id}/timeline`, { before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
