import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { useEmergencies } from './emergency';
import { useMay } from './session';

type Reviews = { items: { signed_at: string | null; done: number; total: number; expires_on: string }[] };

/** What waits for whoever looks after access: a review that is open, emergency access that is asked for or going on. */
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
  return { review, emergencies: may ? emergencies : [] };
}
