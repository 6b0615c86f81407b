import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type { Handover, HandoverPreview, Holdings, Link } from '@/api/types';

export type Heir = { key: number; to: Link | null; share: number };
/** What the wizard holds: of each object who gets it, nobody while it stays as it is. */
export type Choice = {
  heirs: Record<string, Heir[]>;
  /** Objects whose records are to be without an owner. */
  pooled: string[];
  superior: Link | null;
  leader: Link | null;
  disable: boolean;
};

export const nothingChosen = (disable: boolean): Choice => ({
  heirs: {},
  pooled: [],
  superior: null,
  leader: null,
  disable,
});

/** As the server wants it. */
export function requestOf({ heirs, pooled, superior, leader, disable }: Choice): Handover {
  const named = Object.entries(heirs).flatMap(([object, all]) =>
    pooled.includes(object) ? [] : all.flatMap(({ to, share }) => (to ? [{ object, to: to.id, share }] : [])),
  );
  const nobodys = pooled.map((object) => ({ object, to: null }));
  return { heirs: [...named, ...nobodys], superior: superior?.id, leader: leader?.id, disable };
}

export const isEmpty = (choice: Choice): boolean => {
  const { heirs, superior, leader, disable } = requestOf(choice);
  return heirs.length === 0 && !superior && !leader && !disable;
};

export const useHoldings = (user: string) =>
  useQuery({
    queryKey: ['users', 'holdings', user],
    queryFn: ({ signal }) => api.get<Holdings>(`/users/${user}/holdings`, undefined, signal),
  });

export const usePreview = (user: string) =>
  useMutation({
    mutationFn: (request: Handover) => api.post<HandoverPreview>(`/users/${user}/handover/preview`, request),
  });

/** Starts a job and follows it; whatever shows people or records is read anew at its end. */
export function useWork<Input>(start: (input: Input) => Promise<{ job: string }>) {
  const queries = useQueryClient();
  const [id, setId] = useState<string>();
  const job = useJob(id);
  const over = job !== undefined && !isRunning(job);
  useEffect(() => {
    if (over) queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== jobsKey[0] });
  }, [over, queries]);
  const begin = useMutation({
    mutationFn: start,
    onSuccess: ({ job }) => {
      setId(job);
      queries.invalidateQueries({ queryKey: jobsKey, exact: true });
    },
  });
  return { begin, job, over };
}

export const useHandover = (user: string) =>
  useWork((request: Handover) => api.post<{ job: string }>(`/users/${user}/handover`, request));

export const useUndo = () =>
  useWork((handover: string) => api.post<{ job: string }>(`/handovers/${handover}/undo`));
