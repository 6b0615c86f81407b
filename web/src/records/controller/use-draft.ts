import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { useSession } from '@/api/session';
import type { FieldError, LineRow, ObjectInfo, RecordRow, Value, Values } from '@/api/types';
import { useOnce } from '@/ui/use-once';
import { merge } from './merge';
import { useChecked } from './use-checked';
import { useCompanion } from './use-companion';
import { useDoubt } from './use-doubt';
import { useDraftLines } from './use-draft-lines';
import { refreshRecords } from './use-list';
import { oneKey } from './use-one';
import { changed, defaultsOf, isEmpty, isMasked, isWritable, valuesOf, wireOf } from './values';

/** `merged` is what is to stand but for the fields that are asked about. */
export type Conflict = { current: RecordRow; fields: string[]; merged: Values };

type Options = {
  object: ObjectInfo;
  /** The record to change; without it a new one is made. */
  row?: RecordRow;
  initial?: Values;
  /** Of one field alone, which is changed where it stands. */
  only?: string;
  /** Of which object one may be made together with a new record. */
  along?: ObjectInfo;
  onSaved: (row: RecordRow) => void;
};

type Input = {
  names: string[];
  values: Values;
  lines: Record<string, LineRow[]>;
  along?: Record<string, Values>;
  version?: number;
};

/** What somebody is about to write: the values, what saving would say, and what came in between. */
export function useDraft({ object, row, initial, only, along, onSaved }: Options) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user } = useSession();
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
          (only === undefined || name === only) &&
          isWritable(frozen, name) &&
          !(made && (name === object.parent || masked.includes(name))),
      ),
    [object, made, masked, frozen, only],
  );
  // A set is sent as a whole: where it did not arrive, sending what is here would remove what is there.
  const [sets] = useState(() =>
    only ? [] : (object.lines ?? []).filter(({ name }) => !row || row[name] !== undefined),
  );
  const lines = useDraftLines(sets, row);
  const companion = useCompanion(made ? undefined : along);
  const [base, setBase] = useState<{ version?: number; values: Values }>(() => {
    // A new record is one's own, unless one says otherwise.
    const own = object.owner ? { [object.owner]: { id: user.id, title: user.name } } : {};
    return {
      version: row?.version,
      values: row ? valuesOf(fields, row) : valuesOf(fields, { ...defaultsOf(fields), ...own }),
    };
  });
  const [values, setValues] = useState<Values>(() => ({ ...base.values, ...initial }));
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [refusals, setRefusals] = useState(0);
  const names = changed(fields, base.values, values);
  // Said, too, where nobody touched it: what somebody saw in the form is what is saved.
  const owner = !made && fields.some(({ name }) => name === object.owner) ? object.owner : undefined;
  const dirty = names.length > 0 || lines.changed.length > 0 || companion.filled;
  // What is typed while something is on its way counts, too, when the answer comes.
  const latest = useRef({ base, values, names, lines, companion });
  latest.current = { base, values, names, lines, companion };

  const checked = useChecked(object, row?.id, values, names);
  const [reason, setReason] = useState('');
  const doubt = useDoubt();

  const mutation = useMutation({
    mutationFn: (input: Input) => {
      const beside = reason.trim() === '' ? {} : { allow_duplicate: reason };
      const together = input.along && { along: input.along };
      const body = { ...wireOf(input.names, input.values), ...input.lines, ...beside, ...together };
      return row
        ? api.patch<RecordRow>(`/records/${object.name}/${row.id}`, body, input.version)
        : api.post<RecordRow>(`/records/${object.name}`, body);
    },
    onSuccess: async (saved) => {
      // At once: what stood before does not come back for a moment.
      if (row)
        queries.setQueryData(
          oneKey(object.name, row.id),
          (old: RecordRow | undefined) => old && { ...old, ...saved },
        );
      onSaved(saved);
      await Promise.all([
        refreshRecords(queries, object.name),
        companion.filled && along ? refreshRecords(queries, along.name) : undefined,
      ]);
    },
  });
  const once = useOnce();

  async function attempt(input: Input): Promise<void> {
    try {
      await mutation.mutateAsync(input);
    } catch (error) {
      const failed = asProblem(error);
      const current = failed.body.current;
      if (failed.status === 412 && current) return meet(current);
      setErrors(latest.current.lines.refuse(failed.fieldErrors()));
      setProblem(failed);
      setRefusals((times) => times + 1);
    }
  }

  /** Somebody has saved in between: both versions are put together, and only what both changed is asked about. */
  async function meet(current: RecordRow) {
    const now = latest.current;
    const merged = merge(fields, now.base.values, now.values, valuesOf(fields, current));
    const apart = [...merged.asks, ...now.lines.apart(current, now.lines.changed)];
    if (apart.length > 0) return setConflict({ current, fields: apart, merged: merged.values });
    message.info(
      t('records.conflict.merged', { who: current.updated_by?.title ?? t('records.conflict.someone') }),
    );
    const next = goOnFrom(current, merged.values, () => true);
    if (next) await attempt(next);
  }

  /** Goes on from the newest version with what is kept on top of it; answers what is left to be sent, if anything is. */
  function goOnFrom(
    current: RecordRow,
    merged: Values,
    isKept: (name: string) => boolean,
  ): Input | undefined {
    const theirs = valuesOf(fields, current);
    setBase({ version: current.version, values: theirs });
    setValues(merged);
    setConflict(null);
    const own = latest.current.lines;
    const sent = own.rebase(current, own.changed.filter(isKept));
    const left = changed(fields, theirs, merged);
    if (left.length === 0 && sent.changed.length === 0) {
      onSaved(current);
      refreshRecords(queries, object.name);
      return undefined;
    }
    return {
      names: left,
      values: merged,
      lines: own.wire(sent.changed, sent.lines),
      version: current.version,
    };
  }

  function set(name: string, value: Value) {
    setValues((old) => ({ ...old, [name]: value }));
    setErrors((old) => old.filter((error) => error.field !== name));
  }

  /** The same in what is made together with it. */
  function setAlong(name: string, value: Value) {
    companion.set(name, value);
    setErrors((old) => old.filter((error) => error.field !== companion.place(name)));
  }

  /** `missing` is the text for a required field that is empty. */
  async function save(missing: string) {
    const empty = fields.filter(({ required, name }) => required && isEmpty(values[name]));
    const wanting = [...empty.map(({ name }) => name), ...companion.missing];
    setProblem(null);
    const whole = lines.check();
    if (wanting.length > 0 || !whole) {
      setErrors(wanting.map((field) => ({ field, code: 'required', message: missing })));
      setRefusals((times) => times + 1);
      return;
    }
    setErrors([]);
    const asked = fields.filter(({ name }) => names.includes(name));
    // The question belongs to the act: while it stands, keys do not begin another.
    await once(async () => {
      if (!(await doubt(object, asked, values))) return;
      await attempt({
        names: owner && !names.includes(owner) ? [...names, owner] : names,
        values,
        lines: lines.wire(lines.changed),
        along: companion.wire,
        version: base.version,
      });
    });
  }

  /** After a conflict: of what was asked about, `mine` is kept on top of the newest version. */
  function resolve(mine: Set<string>) {
    if (!conflict) return;
    const { current, fields: asked } = conflict;
    const isKept = (name: string) => !asked.includes(name) || mine.has(name);
    const theirs = valuesOf(fields, current);
    const given = asked.filter((name) => name in theirs && !mine.has(name));
    const merged = {
      ...conflict.merged,
      ...Object.fromEntries(given.map((name) => [name, theirs[name] ?? null])),
    };
    const next = goOnFrom(current, merged, isKept);
    if (next) once(() => attempt(next));
  }

  return {
    fields,
    sets,
    lines,
    companion,
    /** Whether lines of this name may be written now. */
    mayWriteLines: (name: string) => isWritable(frozen, name),
    values,
    set,
    setAlong,
    errors,
    problem,
    /** How often saving was refused: each time the form shows where. */
    refusals,
    ...checked,
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
