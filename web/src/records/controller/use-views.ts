import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { sessionQuery, useSavePreferences, useSession } from '@/api/session';
import type { KeptView, KeptViews, ObjectInfo, ShareChoices, ViewChoices, ViewDraft } from '@/api/types';
import { keyOf, type ListView, listViews, moved } from './views';

export const viewsQuery = (object: string) =>
  queryOptions({
    queryKey: ['views', object],
    queryFn: ({ signal }) => api.get<KeptViews>(`/objects/${object}/views`, {}, signal),
    staleTime: 60_000,
  });

const NOBODY: ShareChoices = { everybody: false, departments: [], roles: [] };

/** The tabs of a list, and what is done to them. */
export function useViews(object: ObjectInfo) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { preferences } = useSession();
  const { mutate: prefer } = useSavePreferences();
  const { data, isPending } = useQuery(viewsQuery(object.name));
  const name = `views.${object.name}` as const;
  const choices: ViewChoices = preferences[name] ?? {};
  const views = listViews(object, data?.items ?? [], choices.order ?? [], t('records.view.all'));
  const place = `/objects/${object.name}/views`;
  // What was chosen last counts, also for what is done late: an undo.
  const choose = (change: ViewChoices) =>
    prefer({
      [name]: { ...queries.getQueryData(sessionQuery.queryKey)?.preferences[name], ...change },
    } as Record<typeof name, ViewChoices>);
  // Whatever came of it, what is on the screen is to be what stands there now.
  const settle = { onSettled: () => queries.invalidateQueries({ queryKey: ['views', object.name] }) };
  const keep = useMutation({ mutationFn: (draft: ViewDraft) => api.post<KeptView>(place, draft), ...settle });
  const change = useMutation({
    mutationFn: ({ view, draft }: { view: KeptView; draft: ViewDraft }) =>
      api.patch<KeptView>(`${place}/${view.id}`, draft, view.version),
    ...settle,
  });
  const remove = useMutation({
    mutationFn: (view: KeptView) => api.delete(`${place}/${view.id}`),
    ...settle,
  });
  const restore = useMutation({
    mutationFn: (view: KeptView) => api.post<KeptView>(`${place}/${view.id}/restore`),
    ...settle,
  });
  return {
    views,
    /** Those that people keep are here, or cannot be had. */
    ready: !isPending,
    share: data?.share ?? NOBODY,
    choices,
    remember: (key: string) => key !== choices.last && choose({ last: key }),
    openFirst: (key: string | undefined) => choose({ first: key }),
    move: (view: ListView, by: 1 | -1) => choose({ order: moved(views, view.key, by) }),
    keep: keep.mutateAsync,
    change: change.mutateAsync,
    remove: remove.mutateAsync,
    restore: restore.mutateAsync,
    keyOf,
  };
}

export type Views = ReturnType<typeof useViews>;
