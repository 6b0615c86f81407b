import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { InvitationLink, RoleInfo, User, UserStatus } from '@/api/types';
import { useDebounced } from '@/ui/use-debounced';

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
  invite?: InvitationWay;
};

/** How an invitation reaches somebody. */
export type InvitationWay = 'link' | 'mail';

/** Somebody new, and the link that opens the house for them where they are invited. */
export type MadePerson = User & { invitation: InvitationLink | null; proposal: string | null };
/** Where two people are asked for, roles and clearance wait for the second. */
type Saved = User | { proposal: string };

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
        queries.invalidateQueries({ queryKey: ['access', 'proposals'] }),
      ]),
  });
}

export const useAddPerson = () =>
  useRefreshing((input: PersonInput) => api.post<MadePerson>('/users', input));

/** What people of these names could sign in as, in their order. */
export const proposeLogins = async (names: string[]): Promise<string[]> =>
  (await api.post<{ logins: string[] }>('/users/logins', { names })).logins;

/** The same for one name as it is typed; nothing until there is a name. */
export function useProposedLogin(name: string): string | undefined {
  const typed = useDebounced(name.trim(), 300);
  const { data } = useQuery({
    queryKey: ['users', 'login', typed],
    queryFn: () => proposeLogins([typed]),
    enabled: typed !== '',
    placeholderData: keepPreviousData,
  });
  return typed === '' ? undefined : data?.[0];
}

export const useChangePerson = () =>
  useRefreshing(({ id, change }: { id: string; change: PersonInput }) =>
    api.patch<Saved>(`/users/${id}`, change),
  );

export const useUnlock = () => useRefreshing((id: string) => api.post(`/users/${id}/unlock`));

export const useInvite = () =>
  useRefreshing(({ id, by }: { id: string; by: InvitationWay }) =>
    api.post<InvitationLink>(`/users/${id}/invite?by=${by}`),
  );

/** The roles that there are, for whoever gives them to people. */
export function useRoles(): { roles: RoleInfo[]; nameOf: (role: string) => string } {
  const [staff, access] = [useMay('users'), useMay('access')];
  const { data: roles = [] } = useQuery({
    queryKey: ['access', 'roles'],
    queryFn: () => api.get<RoleInfo[]>('/roles'),
    enabled: staff || access,
  });
  return { roles, nameOf: (role) => roles.find(({ name }) => name === role)?.label ?? role };
}
