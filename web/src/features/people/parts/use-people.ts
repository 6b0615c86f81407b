import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { User } from '@/api/types';

export type PersonInput = {
  login?: string;
  name?: string;
  department?: string | null;
  roles?: string[];
  password?: string;
  active?: boolean;
};

export const isLocked = (person: User): boolean => Boolean(person.locked_until);

function useRefreshing<Input>(act: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
}

export const useAddPerson = () => useRefreshing((input: PersonInput) => api.post('/users', input));

export const useChangePerson = () =>
  useRefreshing(({ id, change }: { id: string; change: PersonInput }) => api.patch(`/users/${id}`, change));

export const useUnlock = () => useRefreshing((id: string) => api.post(`/users/${id}/unlock`));
