import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Values } from '@/api/types';

/** What a step would mean for records, before it is done. */
export type BulkPreview = {
  along: { object: string; called: string; count: number }[];
  tried: number;
  out_of_sight: number;
  refused: number;
};

/** Asked anew for each input; `input` is undefined until there is enough of it. */
export function useBulkPreview(object: string, action: string, ids: string[], input?: Values) {
  return useQuery({
    queryKey: ['bulk-preview', object, action, ids, input],
    queryFn: () => api.post<BulkPreview>(`/records/${object}/bulk/preview`, { action, ids, input }),
    enabled: input !== undefined && ids.length > 0,
    // It is of this moment, and nothing hangs on it.
    gcTime: 0,
    retry: false,
  }).data;
}
