import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import type { RelatedCounts, Relation, Total } from '@/api/types';
import { relationKey } from './zones';

/** After what one came for has been shown. */
const LATE = 250;

/** How many of each hang on a record: one request for all of them, and none before the page stands. */
export function useRelatedCounts(object: string, id: string, relations: Relation[]) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setDue, LATE, true);
    return () => clearTimeout(timer);
  }, []);
  const { data } = useQuery({
    queryKey: ['related', object, id],
    queryFn: ({ signal }) => api.get<RelatedCounts>(`/records/${object}/${id}/related`, {}, signal),
    enabled: due && relations.length > 0,
  });
  return (relation: Relation): Total | undefined =>
    data?.items.find((one) => relationKey(one) === relationKey(relation))?.total;
}
