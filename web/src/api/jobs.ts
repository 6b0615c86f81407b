// Long work runs on the server; here we only watch it. Events come over one stream, polling covers for it.
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { address, api, asProblem, openEvents } from './client';
import { doubt } from './connection';
import { takeUnread } from './notices';
import type { Job, OpenJob } from './types';

export const jobsKey = ['jobs'] as const;
const aliveKey = ['events-alive'] as const;

export const isRunning = (job: Job) => job.state === 'queued' || job.state === 'running';
/** The file that a job made; by its name where it made several. */
export const fileOf = (job: Job, name?: string) =>
  address(`/jobs/${job.id}/file${name ? `?name=${encodeURIComponent(name)}` : ''}`);

/** The files that a job made, each with what it holds. */
export function filesOf({
  result,
}: Job): { name: string; holds: 'file' | 'rejects' | 'skipped' | 'taken' }[] {
  const { file, rejects_file: rejects, skipped_file: skipped, taken_file: taken } = result ?? {};
  return [
    ...(file ? [{ name: file, holds: 'file' as const }] : []),
    ...(rejects ? [{ name: rejects, holds: 'rejects' as const }] : []),
    ...(skipped ? [{ name: skipped, holds: 'skipped' as const }] : []),
    ...(taken ? [{ name: taken, holds: 'taken' as const }] : []),
  ];
}

function put(queries: QueryClient, job: Job) {
  queries.setQueryData<Job>([...jobsKey, job.id], job);
  queries.setQueryData<Job[]>(jobsKey, (jobs) => {
    if (!jobs) return jobs;
    const known = jobs.some(({ id }) => id === job.id);
    return known ? jobs.map((old) => (old.id === job.id ? job : old)) : [job, ...jobs];
  });
}

/** Looks at what an undo would do are left out; nobody needs to hear of them but who looks. */
const shown = (jobs: Job[]) => jobs.filter(({ dry_run }) => !dry_run);

function usePace() {
  const { data: alive } = useQuery({ queryKey: aliveKey, queryFn: () => false, enabled: false });
  return alive ? 8_000 : 1_500;
}

export function useJobs() {
  const pace = usePace();
  return useQuery({
    queryKey: jobsKey,
    queryFn: () => api.get<Job[]>('/jobs'),
    select: shown,
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? pace : false),
  });
}

/** Jobs that somebody is looking at already, and that need no notice when they end. */
const watched = new Set<string>();

/** For whoever began it and shows what came of it: it may be over before anything is drawn. */
export const watchJob = (id: string) => watched.add(id);

export function useJob(id: string | undefined) {
  const pace = usePace();
  useEffect(() => {
    if (!id) return;
    watched.add(id);
    return () => {
      watched.delete(id);
    };
  }, [id]);
  return useQuery({
    queryKey: [...jobsKey, id],
    queryFn: () => api.get<Job>(`/jobs/${id}`),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && !isRunning(state.data) ? false : pace),
  }).data;
}

export function useCancelJob() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/jobs/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: jobsKey }),
    onError: (error) => message.error(asProblem(error).words()),
  });
}

const openKey = [...jobsKey, 'all'] as const;

/** Everybody's jobs that are not over, for whoever runs the app. */
export function useOpenJobs(enabled: boolean) {
  const pace = usePace();
  return useQuery({
    queryKey: openKey,
    queryFn: () => api.get<OpenJob[]>('/jobs/all'),
    enabled,
    // One that begins later is seen, too, as long as somebody looks.
    refetchInterval: pace,
  });
}

export function useCancelAnyJob() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/jobs/all/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: jobsKey }),
    onError: (error) => message.error(asProblem(error).words()),
  });
}

/** Mounted once, in the shell: follows the stream of events, notices along. `onEnd` hears of each job that ended while one was here. */
export function useJobEvents(onEnd: (job: Job) => void) {
  const queries = useQueryClient();
  const { data: jobs } = useJobs();
  const running = useRef(new Set<string>());
  const latest = useRef(onEnd);
  latest.current = onEnd;

  useEffect(() => {
    for (const job of jobs ?? []) {
      if (isRunning(job)) running.current.add(job.id);
      else if (running.current.delete(job.id) && !watched.has(job.id)) latest.current(job);
    }
  }, [jobs]);

  useEffect(() => {
    let events: EventSource | undefined;
    const take = (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as Job;
      // A short job may end before its start was seen: each job that the stream names is one that we watch.
      if (
        !isRunning(job) &&
        !queries.getQueryData<Job[]>(jobsKey)?.some((old) => old.id === job.id && !isRunning(old))
      )
        running.current.add(job.id);
      put(queries, job);
    };
    // Over HTTP/1.1 a browser opens six connections to a host: tabs that nobody sees must not hold them.
    const follow = () => {
      events?.close();
      events = undefined;
      queries.setQueryData(aliveKey, false);
      if (document.hidden) return;
      events = openEvents();
      events.onopen = () => {
        queries.setQueryData(aliveKey, true);
        // What happened while nobody listened.
        queries.invalidateQueries({ queryKey: jobsKey, exact: true });
      };
      events.onerror = () => {
        queries.setQueryData(aliveKey, false);
        doubt();
      };
      events.addEventListener('job', take);
      events.addEventListener('notices', (event: MessageEvent<string>) => takeUnread(queries, event));
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      events?.close();
    };
  }, [queries]);
}
