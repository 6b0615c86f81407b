import { queryOptions } from '@tanstack/react-query';
import { api } from './client';

/** Whether the server can save, and whether it waits to be set up. Anybody may ask. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: () => api.get<{ status: 'ok' | 'disk_full'; setup: boolean }>('/health'),
  retry: false,
});
