import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { useEmergencies } from './emergency';
import { useMay, useSession } from './session';
import type { Link } from './types';

type Reviews = { items: { signed_at: string | null; done: number; total: number; expires_on: string }[] };

type Leavers = { items: { user: Link; week: string }[] };

/**
 * What waits for whoever looks after access: a review that is open, emergency access that is asked for or going on. And for whoever
 * answers for somebody who is leaving: a weekly report that they have not read.
 */
export function useDuties() {
  const may = useMay('access');
  const { data } = useQuery({
    queryKey: ['access', 'reviews'],
    queryFn: () => api.get<Reviews>('/reviews'),
    enabled: may,
    staleTime: 300_000,
  });
  const review = data?.items.find(({ signed_at }) => !signed_at);
  const emergencies = useEmergencies(may).data?.items ?? [];
  const { preferences } = useSession();
  const leavers = useQuery({
    queryKey: ['leaving'],
    queryFn: () => api.get<Leavers>('/leaving'),
    staleTime: 300_000,
  }).data;
  const unread =
    leavers?.items.filter(({ user, week }) => week > (preferences.leaving_read?.[user.id] ?? '')) ?? [];
  return { review, emergencies: may ? emergencies : [], unread };
}
