import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Filter, Link } from '@/api/types';
import { recordsKey } from './use-list';

/** How many records have a value, and how many of those fulfil each of the conditions that were asked for. */
export type Group = { value: Link | string | null; total: number; counts: Record<string, number> };
export type GroupQuery = { object: string; by: string; filter?: Filter; counts?: Record<string, Filter> };

/** Records counted in groups on the server, within what one may see. */
export function useGroups(query: GroupQuery, enabled = true) {
  return useQuery({
    // Below the object's own key: whatever is written there counts it anew.
    queryKey: [...recordsKey(query.object), 'groups', query],
    queryFn: ({ signal }) =>
      api.get<{ items: Group[]; more: boolean }>(
        `/groups/${query.object}`,
        {
          by: query.by,
          filter: query.filter && JSON.stringify(query.filter),
          counts: query.counts && JSON.stringify(query.counts),
        },
        signal,
      ),
    enabled,
    staleTime: 60_000,
  });
}
