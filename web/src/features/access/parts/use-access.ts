import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Definition, Policy, Proposal, Role, Settings, Vocabulary } from './types';

export const useRoles = () =>
  useQuery({ queryKey: ['access', 'roles'], queryFn: () => api.get<Role[]>('/roles') });

export const usePolicies = () =>
  useQuery({ queryKey: ['access', 'policies'], queryFn: () => api.get<Policy[]>('/policies') });

export const useVocabulary = () =>
  useQuery({
    queryKey: ['access', 'vocabulary'],
    queryFn: () => api.get<Vocabulary>('/policies/vocabulary'),
    staleTime: 60_000,
  });

export const useProposals = () =>
  useQuery({ queryKey: ['access', 'proposals'], queryFn: () => api.get<Proposal[]>('/access/proposals') });

export const useSettings = () =>
  useQuery({
    queryKey: ['access', 'settings'],
    queryFn: () => api.get<Settings>('/access/settings'),
  });

/** Whether any network counts as the office; unknown until it is read. */
export function useHasOffice(): boolean | undefined {
  const { data } = useSettings();
  return data && data.office.length + data.configured_office.length > 0;
}

type Answer = { proposal?: string } | undefined;

/** A change that is saved, or waits for a second person; either way the pages then show it as it stands. */
function useChange<Input>(act: (input: Input) => Promise<Answer>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      // Who may what has changed, also what the person who changed it may see.
      queries.invalidateQueries();
      if (answer?.proposal) message.info(t('access.proposals.made'));
      else message.success(t('access.saved'));
    },
  });
}

export const useSaveRole = () =>
  useChange(({ name, version, definition }: { name: string; version: number; definition: Definition }) =>
    api.put<Answer>(`/roles/${name}`, definition, version),
  );

export const useDropRole = () =>
  useChange(({ name, version }: Pick<Role, 'name' | 'version'>) =>
    api.delete<Answer>(`/roles/${name}`, version),
  );

export const useSavePolicy = () =>
  useChange(({ policy, values }: { policy?: Policy; values: Pick<Policy, 'name' | 'text' | 'active'> }) =>
    policy
      ? api.patch<Answer>(`/policies/${policy.id}`, values, policy.version)
      : api.post<Answer>('/policies', values),
  );

export const useDropPolicy = () =>
  useChange(({ id, version }: Policy) => api.delete<Answer>(`/policies/${id}`, version));

export const useSwitch = () =>
  useChange((two_people: boolean) => api.put<Answer>('/access/settings', { two_people }));

export const useNameOffice = () =>
  useChange((office: string[]) => api.put<Answer>('/access/settings', { office }));

export const useDecide = () =>
  useChange(({ id, how }: { id: string; how: 'approve' | 'reject' }) =>
    api.post<Answer>(`/access/proposals/${id}/${how}`, {}),
  );
