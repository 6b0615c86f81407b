import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Link } from '@/api/types';

export type Membership = { may: 'read' | 'write'; until: string | null };
export type Member = Membership & { user: Link };
type Team = { items: Member[]; may_share: boolean };

/** With whom a record is shared, and the ways to change that. */
export function useTeam(object: string, id: string) {
  const queries = useQueryClient();
  const key = ['team', object, id];
  const path = `/records/${object}/${id}/team`;
  const onSuccess = () => queries.invalidateQueries({ queryKey: key });
  const team = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Team>(path, {}, signal) });
  const share = useMutation({
    mutationFn: ({ user, ...how }: { user: string } & Membership) => api.put(`${path}/${user}`, how),
    onSuccess,
  });
  const end = useMutation({ mutationFn: (user: string) => api.delete(`${path}/${user}`), onSuccess });
  return { team, share, end };
}
