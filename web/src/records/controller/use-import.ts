import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type { Import, Link, ObjectInfo, OnDuplicate, Reading, ReadingChoice } from '@/api/types';
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

/** A file, and what the server has read in it. */
export type Brought = { file: File; upload?: Import };

export const choiceOf = ({ encoding, sheet, heading_row }: Reading): ReadingChoice => ({
  ...(encoding && { encoding }),
  ...(sheet && { sheet }),
  heading_row,
});

/** Whether somebody should look before columns are chosen: another encoding, sheet or heading may be the right one. */
export function isDoubtful({ guessed, sheets, heading_row, top }: Reading): boolean {
  return guessed || sheets.filter(({ hidden }) => !hidden).length > 1 || heading_row !== top[0]?.line;
}

export function useImport(object: ObjectInfo) {
  const queries = useQueryClient();
  const [job, setJob] = useState<{ id: string; dry: boolean }>();
  const running = useJob(job?.id);
  const [brought, setBrought] = useState<Brought>();

  // What was taken in is read again there; what could not be read was not taken in.
  const look = useMutation({
    mutationFn: ({ file, upload, reading }: Brought & { reading: ReadingChoice }) =>
      upload
        ? api.get<Import>(`/imports/${upload.id}`, reading)
        : api.post<Import>('/imports', file, { object: object.name, filename: file.name, ...reading }),
    onSuccess: (upload, { file }) => setBrought({ file, upload }),
    onError: (_, { file, upload }) => setBrought({ file, upload }),
  });
  const run = useMutation({
    mutationFn: async ({ choice, dry }: { choice: Choice; dry: boolean }) => {
      const answer = await api.post<JobRef>(`/imports/${brought?.upload?.id}/run`, {
        mapping: choice.mapping,
        on_duplicate: choice.onDuplicate,
        default_owner: choice.owner?.id,
        dry_run: dry,
        reading: brought?.upload && choiceOf(brought.upload.reading),
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
    look,
    brought,
    file: brought?.upload,
    forget: () => {
      setBrought(undefined);
      look.reset();
    },
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
