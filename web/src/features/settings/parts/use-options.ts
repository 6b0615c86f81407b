import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { catalogQuery } from '@/records/controller/use-catalog';

export type Option = { value: string; label: string; added: boolean };
/** A choice to which the company may add options. */
export type Extensible = { name: string; object_label: string; label: string; options: Option[] };

const KEY = ['settings', 'options'] as const;

export const useOptions = () => useQuery({ queryKey: KEY, queryFn: () => api.get<Extensible[]>('/options') });

export function useOptionActs(name: string) {
  const queries = useQueryClient();
  // Forms and filters offer them, too.
  const onSuccess = () =>
    Promise.all([queries.invalidateQueries({ queryKey: KEY }), queries.invalidateQueries(catalogQuery)]);
  const path = `/options/${encodeURIComponent(name)}`;
  const one = (value: string) => `${path}/${encodeURIComponent(value)}`;
  return {
    add: useMutation({ mutationFn: (label: string) => api.post(path, { label }), onSuccess }),
    rename: useMutation({
      mutationFn: ({ value, label }: { value: string; label: string }) => api.put(one(value), { label }),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (value: string) => api.delete(one(value)), onSuccess }),
  };
}
