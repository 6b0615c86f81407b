import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Department, Link, Page, RecordPage, User } from '@/api/types';
import { useDebounced } from '@/ui/use-debounced';
import { useObject } from './use-catalog';
import { titleOf } from './values';

/** Records of another object whose title matches what is typed. */
export function useRecordLookup(target: string, typed: string, enabled: boolean) {
  const q = useDebounced(typed.trim());
  const titleField = useObject(target)?.title ?? 'name';
  const { data, isFetching } = useQuery({
    queryKey: ['records', target, 'lookup', q],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(`/records/${target}`, { q: q || undefined, fields: titleField, limit: 20 }, signal),
    enabled: enabled && q.length !== 1,
    staleTime: 30_000,
  });
  const found: Link[] = (data?.items ?? []).map((row) => ({ id: row.id, title: titleOf(row, titleField) }));
  return answered(found, isFetching, q === typed.trim());
}

export type Colleague = Pick<User, 'id' | 'name' | 'department' | 'active'>;

/** With `holds`, only those who can have a record of that object. Else also those who have left: what they leave behind is looked for by their name. Who may still be chosen is active. */
export function usePeopleLookup(typed: string, enabled: boolean, holds?: string) {
  const q = useDebounced(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: ['users', 'lookup', q, holds],
    queryFn: ({ signal }) =>
      holds
        ? api.get<{ items: Colleague[] }>(`/objects/${holds}/holders`, { q: q || undefined }, signal)
        : api.get<{ items: Colleague[] }>('/users', { q: q || undefined, limit: 20 }, signal),
    enabled,
    staleTime: 60_000,
  });
  return answered(data?.items ?? [], isFetching, q === typed.trim());
}

/** What was found for the letters before is not on offer: Enter would take somebody else. */
const answered = <Found>(found: Found[], isFetching: boolean, current: boolean) =>
  current ? { found, isFetching } : { found: [], isFetching: true };

export function usePeople(ids: string[]) {
  const wanted = [...new Set(ids)].sort().join(',');
  const { data } = useQuery({
    queryKey: ['users', 'ids', wanted],
    queryFn: () => api.get<Page<User>>('/users', { ids: wanted, limit: 200 }),
    enabled: wanted !== '',
    staleTime: 5 * 60_000,
  });
  return data?.items ?? [];
}

export function useDepartments(enabled = true) {
  const { data } = useQuery({
    queryKey: ['departments'],
    queryFn: async () => (await api.get<{ items: Department[] }>('/departments')).items,
    enabled,
    staleTime: 5 * 60_000,
  });
  return data ?? [];
}
