import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isRunning, jobsKey, useJob } from '@/api/jobs';
import type {
  ColumnRules,
  Field,
  Import,
  Link,
  ObjectInfo,
  OnDuplicate,
  Reading,
  ReadingChoice,
} from '@/api/types';
import type { JobRef } from './use-action';
import { catalogQuery } from './use-catalog';
import { refreshRecords } from './use-list';

export const MOST_BYTES = 20 * 1024 * 1024;
export type Target = { value: string; label: string; group: string };
export type Choice = {
  mapping: Record<string, string>;
  onDuplicate: OnDuplicate;
  owner: Link | null;
  /** The field by which a record is known that is there already; the server's own choice where none is made. */
  matchBy?: string;
  /** By heading, what was decided about its cells. */
  columns: Record<string, ColumnRules>;
  areaCode: string;
  /** Why possible duplicates may be taken in; nothing where they may not. */
  beside: string;
};

/** What was decided about a column, with more decided about it. */
export function decide(choice: Choice, heading: string, rules: ColumnRules): Choice {
  return { ...choice, columns: { ...choice.columns, [heading]: { ...choice.columns[heading], ...rules } } };
}

/** The field behind a target: the object's own, or that of what hangs on it. */
export function fieldAt(object: ObjectInfo, objects: ObjectInfo[], target: string): Field | undefined {
  const [name, ...rest] = target.split('.');
  if (rest.length === 0) return object.fields.find((field) => field.name === target);
  return objects.find((other) => other.name === name)?.fields.find((field) => field.name === rest.join('.'));
}

/** Units of money as a heading writes them, with their powers of ten. */
export const UNITS = [
  { power: 0, unit: '元' },
  { power: 3, unit: '千元' },
  { power: 4, unit: '万元' },
  { power: 6, unit: '百万元' },
  { power: 8, unit: '亿元' },
];

/** Of numbers that are no money, where their heading says something that nobody understands. */
export const COUNTS = [
  { power: 0, unit: '1' },
  { power: 3, unit: '千' },
  { power: 4, unit: '万' },
  { power: 8, unit: '亿' },
];

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
  // Whoever chooses again before the answer is there is answered last.
  const look = useMutation({
    scope: { id: 'reading' },
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
        match_by: Object.values(choice.mapping).includes(choice.matchBy ?? '') ? choice.matchBy : undefined,
        columns: choice.columns,
        area_code: choice.areaCode.trim() || undefined,
        allow_duplicates: choice.beside.trim() || undefined,
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
    if (!ended || job?.dry) return;
    refreshRecords(queries, object.name);
    // Words of the file may have become options.
    queries.invalidateQueries(catalogQuery);
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
