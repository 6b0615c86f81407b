import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { api, Problem } from './client';
import { remember } from './memory';
import type { Preferences, Session } from './types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => api.get<Session>('/session'),
  staleTime: 5 * 60_000,
  retry: (count, error) => !(error instanceof Problem && error.status === 401) && count < 2,
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
  return useMutation({
    mutationFn: (change: Preferences) => api.patch('/session/preferences', change),
    onMutate: (change) => {
      remember(change);
      queries.setQueryData(sessionQuery.queryKey, (old) =>
        old ? { ...old, preferences: { ...old.preferences, ...change } } : old,
      );
    },
  });
}
