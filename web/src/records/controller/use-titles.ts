import { useQueries } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Link, RecordRow } from '@/api/types';
import { useObject } from './use-catalog';
import { titleOf } from './values';

/** The titles of a few records that are known only by their ids, as in a condition of the address bar. */
export function useTitles(target: string, ids: string[]): Link[] {
  const titleField = useObject(target)?.title ?? 'name';
  return useQueries({
    queries: ids.slice(0, 20).map((id) => ({
      queryKey: ['records', target, 'one', id],
      queryFn: () => api.get<RecordRow>(`/records/${target}/${id}`),
      staleTime: 60_000,
      retry: false,
    })),
    combine: (results) =>
      results.flatMap(({ data }) => (data ? [{ id: data.id, title: titleOf(data, titleField) }] : [])),
  });
}
