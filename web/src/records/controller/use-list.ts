import { type QueryClient, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Filter, RecordPage } from '@/api/types';

export type ListQuery = {
  object: string;
  filter?: Filter;
  sort?: string;
  q?: string;
  view?: string;
  fields?: string[];
  limit?: number;
  /** Set for the related tab of a record: the list is then that record's. */
  parent?: { object: string; id: string };
};

export const recordsKey = (object: string) => ['records', object] as const;

export function refreshRecords(queries: QueryClient, object: string) {
  return Promise.all([
    queries.invalidateQueries({ queryKey: recordsKey(object) }),
    // It may hang on another record, whose page says how many there are.
    queries.invalidateQueries({ queryKey: ['related'] }),
    queries.invalidateQueries({ queryKey: ['timeline'] }),
  ]);
}

export function fetchPage(query: ListQuery, cursor: string | null, signal?: AbortSignal) {
  const path = query.parent
    ? `/records/${query.parent.object}/${query.parent.id}/related/${query.object}`
    : `/records/${query.object}`;
  return api.get<RecordPage>(
    path,
    {
      filter: query.filter && JSON.stringify(query.filter),
      sort: query.sort,
      q: query.q,
      view: query.view,
      fields: query.fields?.join(','),
      limit: query.limit,
      cursor,
    },
    signal,
  );
}

export function useList(query: ListQuery, enabled = true) {
  const key = [...recordsKey(query.object), 'list', query] as const;
  const result = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // The old rows stay while a changed filter loads, but never those of another object.
    placeholderData: (previous, before) => (before?.queryKey[1] === query.object ? previous : undefined),
    enabled,
  });
  const pages = result.data?.pages ?? [];
  return {
    rows: pages.flatMap((page) => page.items),
    total: pages[0]?.total,
    next: pages.at(-1)?.next ?? null,
    loading: result.isPending && enabled,
    changing: result.isPlaceholderData,
    error: result.error,
    pager: {
      // After a failure only by hand: asking again by itself would go on for ever.
      more:
        result.hasNextPage && !result.isFetchingNextPage && !result.isFetchNextPageError
          ? result.fetchNextPage
          : undefined,
      loading: result.isFetchingNextPage,
      again: result.isFetchNextPageError && !result.isFetchingNextPage ? result.fetchNextPage : undefined,
    },
    refetch: result.refetch,
  };
}

export type Pager = ReturnType<typeof useList>['pager'];

export const firstOf = (query: ListQuery) =>
  queryOptions({
    queryKey: [...recordsKey(query.object), 'first', query],
    queryFn: ({ signal }) => fetchPage(query, null, signal),
  });

/** The first few records, for panels and tabs. */
export const useFirst = (query: ListQuery, enabled = true) => useQuery({ ...firstOf(query), enabled });

/** All ids of a list, page by page, for a bulk act over more than what has been scrolled to. */
export async function fetchIds(query: ListQuery, limit: number, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: RecordPage = await fetchPage({ ...query, limit: 200 }, cursor, signal);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor && ids.length < limit);
  return ids.slice(0, limit);
}
