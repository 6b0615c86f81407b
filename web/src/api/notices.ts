// What one was told. How many are unread comes over the stream of events; the list is fetched where somebody looks.
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { App } from 'antd';
import { api, asProblem } from './client';
import { emergenciesKey } from './emergency';
import type { MailChoice, Notice, NoticeChoices } from './types';

export type NoticeFilter = { unread?: boolean; kind?: string };
type NoticePage = { items: Notice[]; next: string | null; unread: number };

const unreadKey = ['notices', 'unread'] as const;
const listKey = ['notices', 'list'] as const;
const choicesKey = ['notices', 'choices'] as const;

/** Takes what the stream says, at its start and whenever it changes. */
export function takeUnread(queries: QueryClient, { data }: MessageEvent<string>) {
  queries.setQueryData<number>(unreadKey, (JSON.parse(data) as { unread: number }).unread);
  queries.invalidateQueries({ queryKey: listKey });
  // It may be the answer to a request for emergency access, which opens and closes what one sees.
  queries.invalidateQueries({ queryKey: emergenciesKey });
}

export function useUnread(): number {
  // Never asked for: the stream tells.
  return useQuery({ queryKey: unreadKey, queryFn: () => 0, enabled: false, initialData: 0 }).data;
}

export function useNotices({ unread, kind }: NoticeFilter, limit: number) {
  return useInfiniteQuery({
    queryKey: [...listKey, unread ?? false, kind ?? '', limit],
    queryFn: ({ pageParam, signal }) =>
      api.get<NoticePage>(
        '/notices',
        { unread: unread || undefined, kind, before: pageParam, limit },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** Shows as read what is being marked, in every list that is on the screen. */
function show(queries: QueryClient, isRead: (notice: Notice) => boolean) {
  queries.setQueriesData<InfiniteData<NoticePage>>(
    { queryKey: listKey },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          items: page.items.map((notice) => (isRead(notice) ? { ...notice, read: true } : notice)),
        })),
      },
  );
}

export function useReadNotice() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/notices/${id}/read`),
    onMutate: (id) => show(queries, (notice) => notice.id === id),
    // The stream tells how many are left; a failure shows it as it was.
    onError: () => queries.invalidateQueries({ queryKey: listKey }),
  });
}

/** Everything up to the newest that is shown: nobody has seen what comes later. */
export function useReadAllNotices() {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ upTo, kind }: { upTo: string; kind?: string }) =>
      api.post('/notices/read', { up_to: upTo, kind }),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKey }),
    onError: (error) => message.error(asProblem(error).words()),
  });
}

export function useNoticeChoices() {
  return useQuery({ queryKey: choicesKey, queryFn: () => api.get<NoticeChoices>('/notices/preferences') });
}

export function useChooseNotices() {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ kind, mail }: { kind: string; mail: MailChoice }) =>
      api.put<NoticeChoices>('/notices/preferences', { [kind]: mail }),
    onMutate: ({ kind, mail }) =>
      queries.setQueryData<NoticeChoices>(
        choicesKey,
        (old) =>
          old && { ...old, items: old.items.map((item) => (item.kind === kind ? { ...item, mail } : item)) },
      ),
    onError: (error) => message.error(asProblem(error).words()),
    onSettled: () => queries.invalidateQueries({ queryKey: choicesKey }),
  });
}
