import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import type { Link } from './types';

export type Overview = {
  /** What gets a new company to work, each with whether it is done. */
  steps: { logo: boolean; people: boolean; records: boolean; mail: boolean };
  mail: { on: boolean; waiting: number };
  failed_jobs: { id: string; kind: string; user: Link | null; at: string }[];
  review: { due_on: string; left: number; may: boolean } | null;
  locked: { user: Link; until: string }[];
  without_role: Link[];
  disk: { free: number; total: number; full: boolean };
};

/** How the installation stands, for whoever runs it. */
export const useOverview = (enabled = true) =>
  useQuery({
    queryKey: ['overview'],
    queryFn: () => api.get<Overview>('/overview'),
    enabled,
    refetchInterval: 120_000,
    // Somebody comes back from a step: it is to be ticked off at once.
    staleTime: 0,
  });
