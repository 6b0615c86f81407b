import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from './client';
import { remember } from './memory';
import type { Preferences, Session } from './types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => api.get<Session>('/session'),
  staleTime: 5 * 60_000,
});

/** Only below the signed-in part of the router, whose loader has fetched it. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function useMay(right: string): boolean {
  return useSession().may.includes(right);
}

/** The session where there may be none, as on the sign-in page; never asks the server. */
export function useKnownSession(): Session | undefined {
  return useQuery({ ...sessionQuery, enabled: false }).data;
}

export function useSavePreferences() {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const { message } = App.useApp();
  const show = (change: Preferences) => {
    remember(change);
    queries.setQueryData(sessionQuery.queryKey, (old) =>
      old ? { ...old, preferences: { ...old.preferences, ...change } } : old,
    );
  };
  return useMutation({
    mutationFn: (change: Preferences) => api.patch('/session/preferences', change),
    onMutate: (change) => {
      const before = queries.getQueryData(sessionQuery.queryKey)?.preferences ?? {};
      show(change);
      const names = Object.keys(change) as (keyof Preferences)[];
      return Object.fromEntries(names.map((name) => [name, before[name]])) as Preferences;
    },
    onSuccess: (_, { locale }) => {
      // Labels, choices and the words of events come from the server: it now says them in the other language.
      if (locale) queries.invalidateQueries();
    },
    onError: (error, _, before) => {
      if (before) show(before);
      message.error(`${t('account.notKept')} ${asProblem(error).words()}`);
    },
  });
}
