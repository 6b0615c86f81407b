import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Link } from '@/api/types';

export type ReviewHead = {
  id: string;
  started_at: string;
  started_by: Link | null;
  due_on: string;
  expires_on: string;
  done: number;
  total: number;
  signed_at: string | null;
  signed_by: Link | null;
};
export type Use = { object: string; verb: string; day: string | null };
export type Decision = 'keep' | 'shrink' | 'withdraw';
export type ReviewItem = {
  user: Link;
  role: string;
  label: string;
  office: boolean;
  used: Use[];
  unused: Use[];
  decision: Decision | 'expired' | 'gone' | null;
  decided_at: string | null;
  decided_by: Link | null;
};
export type Review = ReviewHead & { items: ReviewItem[] };

const KEY = ['access', 'reviews'];

export const useReviews = () =>
  useQuery({
    queryKey: KEY,
    queryFn: () => api.get<{ items: ReviewHead[]; every_months: number }>('/reviews'),
  });

export const useReview = (id: string) =>
  useQuery({ queryKey: [...KEY, id], queryFn: () => api.get<Review>(`/reviews/${id}`) });

export const useStaleAccounts = () =>
  useQuery({
    queryKey: ['access', 'stale-accounts'],
    queryFn: () =>
      api.get<{ items: { user: Link; made_at: string; seen_at: string | null }[]; days: number }>(
        '/reviews/stale-accounts',
      ),
  });

/** What is done to a review; afterwards all of them are read anew. */
export function useReviewActs() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: KEY });
  const start = useMutation({ mutationFn: () => api.post('/reviews', {}), onSuccess });
  const decide = useMutation({
    mutationFn: ({ id, item, decision }: { id: string; item: ReviewItem; decision: Decision | null }) =>
      api.post(`/reviews/${id}/items`, { user: item.user.id, role: item.role, decision }),
    onSuccess,
  });
  const sign = useMutation({
    mutationFn: (id: string) => api.post(`/reviews/${id}/sign`, {}),
    // Only now it is done: people and roles are other ones.
    onSuccess: () => queries.invalidateQueries(),
  });
  const schedule = useMutation({
    mutationFn: (every_months: number) => api.put('/reviews/schedule', { every_months }),
    onSuccess,
  });
  return { start, decide, sign, schedule };
}
