import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { CheckAnswer, ObjectInfo, Values } from '@/api/types';
import { useDebounced } from '@/ui/use-debounced';
import { wireOf } from './values';

const WATCHED = new Set(['text', 'phone', 'email', 'url']);

/** What saving would say of what is being typed: duplicates, what may be meant, and what cannot be read. */
export function useChecked(object: ObjectInfo, id: string | undefined, values: Values, names: string[]) {
  const watched = object.fields.filter(({ kind, name }) => WATCHED.has(kind) && names.includes(name));
  const now = JSON.stringify(
    wireOf(
      watched.map(({ name }) => name),
      values,
    ),
  );
  const typed = useDebounced(now, 400);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['check', object.name, id, typed],
    queryFn: () =>
      api.post<CheckAnswer>(`/records/${object.name}/check`, { ...(JSON.parse(typed) as Values), id }),
    enabled: typed !== '{}' && !/^\{("[^"]+":null,?)*\}$/.test(typed),
    staleTime: 30_000,
    retry: false,
    placeholderData: (previous) => previous,
  });
  const told = watched.length > 0 ? data : undefined;
  return {
    duplicates: told?.duplicates ?? [],
    candidates: told?.candidates ?? [],
    limited: told?.limited ?? false,
    /** Of what stands there now, what cannot be read. */
    unread: now === typed && !isPlaceholderData ? (told?.errors ?? []) : [],
  };
}
