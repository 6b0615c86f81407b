import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { InvitationLink, RoleInfo, User, UserStatus } from '@/api/types';

export type PersonInput = {
  login?: string;
  name?: string;
  department?: string | null;
  departments?: string[];
  post?: string | null;
  email?: string | null;
  superior?: string | null;
  clearance?: number;
  roles?: string[];
  password?: string;
  status?: UserStatus;
};

/** Somebody new, and the link that opens the house for them where they are invited. */
export type MadePerson = User & { invitation: InvitationLink | null };

export const isLocked = (person: User): boolean => Boolean(person.locked_until);

function useRefreshing<Input, Answer>(act: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['users'] }),
        // Heads are counted there.
        queries.invalidateQueries({ queryKey: ['departments'] }),
      ]),
  });
}

export const useAddPerson = () =>
  useRefreshing((input: PersonInput) => api.post<MadePerson>('/users', input));

export const useChangePerson = () =>
  useRefreshing(({ id, change }: { id: string; change: PersonInput }) =>
    api.patch<User>(`/users/${id}`, change),
  );

export const useUnlock = () => useRefreshing((id: string) => api.post(`/users/${id}/unlock`));

export const useInvite = () => useRefreshing((id: string) => api.post<InvitationLink>(`/users/${id}/invite`));

const SHIPPED = [
  ...['admin', 'security', 'auditor', 'boss', 'sales_manager', 'sales', 'marketing', 'service', 'warehouse'],
  ...['finance', 'employee'],
];

/** The roles that there are. Whoever may not list them still knows the shipped ones by name. */
export function useRoles(): { roles: RoleInfo[]; nameOf: (role: string) => string } {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['roles'],
    queryFn: () => api.get<RoleInfo[]>('/roles'),
    retry: false,
    staleTime: 5 * 60_000,
  });
  const roles =
    data ??
    SHIPPED.map((name) => ({
      name,
      label: t(`people.role.${name}`),
      about: t(`people.roleText.${name}`),
      shipped: true,
    }));
  return { roles, nameOf: (role) => roles.find(({ name }) => name === role)?.label ?? role };
}
