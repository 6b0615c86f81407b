import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '@/api/client';

export function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.delete('/session').catch(() => undefined);
    await navigate({ to: '/sign-in' });
    queries.clear();
  };
}
