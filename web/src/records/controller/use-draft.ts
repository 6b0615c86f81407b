import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, asProblem, type Problem } from '@/api/client';
import type { CheckAnswer, FieldError, LineRow, ObjectInfo, RecordRow, Value, Values } from '@/api/types';
import { useDebounced } from '@/ui/use-debounced';
import { useOnce } from '@/ui/use-once';
import { useDoubt } from './use-doubt';
import { useDraftLines } from './use-draft-lines';
import { refreshRecords } from './use-list';
import { changed, defaultsOf, isEmpty, isMasked, isWritable, same, valuesOf, wireOf } from './values';

export type Conflict = { current: RecordRow; fields: string[] };

type Options = {
  object: ObjectInfo;
  /** The record to change; without it a new one is made. */
  row?: RecordRow;
  initial?: Values;
  onSaved: (row: RecordRow) => void;
};

type Input = { names: string[]; values: Values; lines: Record<string, LineRow[]>; version?: number };

const WATCHED = new Set(['text', 'phone', 'email']);

/** What somebody is about to write: the values, what saving would say, and what came in between. */
export function useDraft({ object, row, initial, onSaved }: Options) {
  const queries = useQueryClient();
  const made = row !== undefined;
  const [masked] = useState(() => object.fields.flatMap(({ name }) => (isMasked(row?.[name]) ? name : [])));
  // Its state may leave little of it to be written.
  const frozen = row?.writable;
  const fields = useMemo(
    // What one cannot read one cannot write either.
    () =>
      object.fields.filter(
        ({ name, writable }) =>
          writable &&
          isWritable(frozen, name) &&
          !(made && (name === object.parent || masked.includes(name))),
      ),
    [object, made, masked, frozen],
  );
  // A set is sent as a whole: where it did not arrive, sending what is here would remove what is there.
  const [sets] = useState(() => (object.lines ?? []).filter(({ name }) => !row || row[name] !== undefined));
  const lines = useDraftLines(sets, row);
  const [base, setBase] = useState<{ version?: number; values: Values }>(() => ({
    version: row?.version,
    values: row ? valuesOf(fields, row) : defaultsOf(fields),
  }));
  const [values, setValues] = useState<Values>(() => ({ ...base.values, ...initial }));
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [refusals, setRefusals] = useState(0);
  const names = changed(fields, base.values, values);
  const dirty = names.length > 0 || lines.changed.length > 0;

  const found = useDuplicates(object, row?.id, values, names);
  const [reason, setReason] = useState('');
  const doubt = useDoubt();

  const mutation = useMutation({
    mutationFn: (input: Input) => {
      const beside = reason.trim() === '' ? {} : { allow_duplicate: reason };
      const body = { ...wireOf(input.names, input.values), ...input.lines, ...beside };
      return row
        ? api.patch<RecordRow>(`/records/${object.name}/${row.id}`, body, input.version)
        : api.post<RecordRow>(`/records/${object.name}`, body);
    },
    onSuccess: async (saved) => {
      onSaved(saved);
      await refreshRecords(queries, object.name);
    },
    onError: (error) => {
      const failed = asProblem(error);
      const current = failed.body.current;
      if (failed.status === 412 && current) {
        const theirs = valuesOf(fields, current);
        const apart = names.filter((name) => !same(theirs[name], values[name]));
        setConflict({ current, fields: [...apart, ...lines.apart(current, lines.changed)] });
        return;
      }
      setErrors(lines.refuse(failed.fieldErrors()));
      setProblem(failed);
      setRefusals((times) => times + 1);
    },
  });
  const once = useOnce();
  // What goes wrong is told above.
  const send = (input: Input) => once(() => mutation.mutateAsync(input).catch(() => undefined));

  function set(name: string, value: Value) {
    setValues((old) => ({ ...old, [name]: value }));
    setErrors((old) => old.filter((error) => error.field !== name));
  }

  /** `missing` is the text for a required field that is empty. */
  async function save(missing: string) {
    const empty = fields.filter(({ required, name }) => required && isEmpty(values[name]));
    setProblem(null);
    const whole = lines.check();
    if (empty.length > 0 || !whole) {
      setErrors(empty.map(({ name }) => ({ field: name, code: 'required', message: missing })));
      setRefusals((times) => times + 1);
      return;
    }
    setErrors([]);
    const asked = fields.filter(({ name }) => names.includes(name));
    // The question belongs to the act: while it stands, keys do not begin another.
    await once(async () => {
      if (!(await doubt(asked, values))) return;
      const input = { names, values, lines: lines.wire(lines.changed), version: base.version };
      await mutation.mutateAsync(input).catch(() => undefined);
    });
  }

  /** After a conflict: the kept values are saved on top of the newest version. */
  function resolve(mine: Set<string>) {
    if (!conflict) return;
    const theirs = valuesOf(fields, conflict.current);
    const isKept = (name: string) => !conflict.fields.includes(name) || mine.has(name);
    const kept = names.filter(isKept);
    const merged = { ...theirs, ...Object.fromEntries(kept.map((name) => [name, values[name] ?? null])) };
    const next = { version: conflict.current.version, values: theirs };
    setBase(next);
    setValues(merged);
    setConflict(null);
    const sent = lines.rebase(conflict.current, lines.changed.filter(isKept));
    const left = changed(fields, theirs, merged);
    if (left.length === 0 && sent.changed.length === 0) {
      onSaved(conflict.current);
      refreshRecords(queries, object.name);
      return;
    }
    send({
      names: left,
      values: merged,
      lines: lines.wire(sent.changed, sent.lines),
      version: next.version,
    });
  }

  return {
    fields,
    sets,
    lines,
    /** Whether lines of this name may be written now. */
    mayWriteLines: (name: string) => isWritable(frozen, name),
    values,
    set,
    errors,
    problem,
    /** How often saving was refused: each time the form shows where. */
    refusals,
    ...found,
    /** Why it may stand beside a duplicate, where somebody says so. */
    reason,
    setReason,
    dirty: dirty && !mutation.isSuccess,
    save,
    saving: mutation.isPending,
    conflict,
    resolve,
    dismissConflict: () => setConflict(null),
  };
}

function useDuplicates(object: ObjectInfo, id: string | undefined, values: Values, names: string[]) {
  const watched = object.fields.filter(({ kind, name }) => WATCHED.has(kind) && names.includes(name));
  const typed = useDebounced(
    JSON.stringify(
      wireOf(
        watched.map(({ name }) => name),
        values,
      ),
    ),
    400,
  );
  const { data } = useQuery({
    queryKey: ['check', object.name, id, typed],
    queryFn: () =>
      api.post<CheckAnswer>(`/records/${object.name}/check`, { ...(JSON.parse(typed) as Values), id }),
    enabled: typed !== '{}' && !/^\{("[^"]+":null,?)*\}$/.test(typed),
    staleTime: 30_000,
    retry: false,
    placeholderData: (previous) => previous,
  });
  const told = watched.length > 0 ? data : undefined;
  return {
    duplicates: told?.duplicates ?? [],
    candidates: told?.candidates ?? [],
    limited: told?.limited ?? false,
  };
}
