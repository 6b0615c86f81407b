import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client';
import { useKnownSession } from './session';
import type { Link } from './types';

export type EmergencyObject = { name: string; label: string };
export type Emergency = {
  id: string;
  user: Link;
  reason: string;
  asked_at: string;
  until: string | null;
  /** Null for all that is business. */
  objects: EmergencyObject[] | null;
  minutes: number;
  approved_by: Link | null;
};

export type EmergencyRequest = { reason: string; objects: string[] | null; minutes: number };

type Emergencies = {
  items: Emergency[];
  may_approve: boolean;
  minutes: { usual: number; least: number; most: number };
  /** What may be asked for. */
  objects: EmergencyObject[];
};

export const emergenciesKey = ['emergencies'] as const;

/** Emergency access that is asked for or going on: one's own, or all for those who watch. */
export function useEmergencies(enabled = true) {
  return useQuery({
    enabled,
    queryKey: emergenciesKey,
    queryFn: () => api.get<Emergencies>('/break-glass'),
    // What is asked for may be allowed at any moment; otherwise there is little to miss.
    refetchInterval: ({ state }) => (state.data?.items.length ? 20_000 : 120_000),
  });
}

/** One's own, asked for or going on. */
export function useOwnEmergency(): Emergency | undefined {
  const user = useKnownSession()?.user.id;
  return useEmergencies().data?.items.find((one) => one.user.id === user);
}

export function useEmergencyActs() {
  const queries = useQueryClient();
  // What one may see has changed with it.
  const onSuccess = () => queries.invalidateQueries();
  const ask = useMutation({
    mutationFn: (request: EmergencyRequest) => api.post('/break-glass', request),
    onSuccess,
  });
  const approve = useMutation({
    mutationFn: (id: string) => api.post(`/break-glass/${id}/approve`, {}),
    onSuccess,
  });
  const end = useMutation({ mutationFn: (id: string) => api.delete(`/break-glass/${id}`), onSuccess });
  return { ask, approve, end };
}

let asking = false;
const watchers = new Set<() => void>();

/** Opens or closes the dialog in which it is asked for, which the shell shows wherever one is. */
export function askEmergency(now: boolean) {
  asking = now;
  for (const changed of watchers) changed();
}

export const useEmergencyAsking = () =>
  useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => {
        watchers.delete(changed);
      };
    },
    () => asking,
  );
