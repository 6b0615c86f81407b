import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type { Import, Link, ObjectInfo, OnDuplicate } from '@/api/types';
import type { JobRef } from './use-action';
import { refreshRecords } from './use-list';

export const MOST_BYTES = 20 * 1024 * 1024;
export type Target = { value: string; label: string; group: string };
export type Choice = { mapping: Record<string, string>; onDuplicate: OnDuplicate; owner: Link | null };

/** Where a column may go: the object's own fields, and those of what hangs on it (a contact of the customer). */
export function targetsOf(object: ObjectInfo, objects: ObjectInfo[]): Target[] {
  const own = object.fields
    .filter(({ writable }) => writable)
    .map(({ name, label }) => ({ value: name, label, group: object.label }));
  const linked = object.page.related.flatMap((relation) => {
    const other = objects.find(({ name }) => name === relation.object);
    if (!other || other.name === object.timeline) return [];
    return other.fields
      .filter((field) => field.writable && field.name !== relation.field && field.kind !== 'link')
      .map((field) => ({
        value: `${other.name}.${field.name}`,
        label: `${relation.label} · ${field.label}`,
        group: relation.label,
      }));
  });
  return [...own, ...linked];
}

/** Required fields that no column fills, nor the house by itself. */
export function unfilled(object: ObjectInfo, mapping: Record<string, string>, hasOwner: boolean): string[] {
  const filled = new Set(Object.values(mapping));
  return object.fields
    .filter(
      (field) =>
        field.required &&
        field.default === undefined &&
        field.writable &&
        !filled.has(field.name) &&
        !(field.kind === 'user' && hasOwner),
    )
    .map(({ label }) => label);
}

export function useImport(object: ObjectInfo) {
  const queries = useQueryClient();
  const [job, setJob] = useState<{ id: string; dry: boolean }>();
  const running = useJob(job?.id);

  const upload = useMutation({
    mutationFn: (file: File) =>
      api.post<Import>('/imports', file, { object: object.name, filename: file.name }),
  });
  const run = useMutation({
    mutationFn: async ({ choice, dry }: { choice: Choice; dry: boolean }) => {
      const answer = await api.post<JobRef>(`/imports/${upload.data?.id}/run`, {
        mapping: choice.mapping,
        on_duplicate: choice.onDuplicate,
        default_owner: choice.owner?.id,
        dry_run: dry,
      });
      return { id: answer.job, dry };
    },
    onSuccess: (started) => {
      setJob(started);
      queries.invalidateQueries({ queryKey: jobsKey });
    },
  });

  const ended = running && !isRunning(running) ? running.state : undefined;
  useEffect(() => {
    if (ended && !job?.dry) refreshRecords(queries, object.name);
  }, [ended, job, queries, object.name]);

  return {
    upload,
    file: upload.data,
    run,
    job: running,
    dry: job?.dry ?? true,
    started: job !== undefined,
    back: () => {
      setJob(undefined);
      run.reset();
    },
  };
}
