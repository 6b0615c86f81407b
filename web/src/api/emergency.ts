import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import type { Link } from './types';

export type Emergency = {
  id: string;
  user: Link;
  reason: string;
  asked_at: string;
  until: string | null;
  approved_by: Link | null;
};

const KEY = ['emergencies'];

/** Emergency access that is asked for or going on: one's own, or all for those who watch. */
export const useEmergencies = (enabled = true) =>
  useQuery({
    enabled,
    queryKey: KEY,
    queryFn: () => api.get<{ items: Emergency[]; may_approve: boolean }>('/break-glass'),
    refetchInterval: 60_000,
  });

export function useEmergencyActs() {
  const queries = useQueryClient();
  // What one may see has changed with it.
  const onSuccess = () => queries.invalidateQueries();
  const ask = useMutation({
    mutationFn: (reason: string) => api.post('/break-glass', { reason }),
    onSuccess,
  });
  const approve = useMutation({
    mutationFn: (id: string) => api.post(`/break-glass/${id}/approve`, {}),
    onSuccess,
  });
  const end = useMutation({ mutationFn: (id: string) => api.delete(`/break-glass/${id}`), onSuccess });
  return { ask, approve, end };
}
