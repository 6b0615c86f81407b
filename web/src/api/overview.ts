import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import type { Link } from './types';

/** How many there are, and the first of them. */
export type First<T> = { total: number; items: T[] };

export type Overview = {
  /** What gets a new company to work, each with whether it is done. */
  steps: { logo: boolean; people: boolean; records: boolean; mail: boolean };
  mail: { on: boolean; waiting: number };
  failed_jobs: First<{ id: string; kind: string; user: Link | null; at: string }>;
  review: { due_on: string; left: number; may: boolean } | null;
  locked: First<{ user: Link; until: string }>;
  without_role: First<Link>;
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
