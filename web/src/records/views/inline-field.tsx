import './field-row.css';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Check, PencilLine, X } from 'lucide-react';
import { type KeyboardEvent, lazy, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Field, ObjectInfo, RecordRow, Value } from '@/api/types';
import { Part } from '@/ui/part';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { useDoubt } from '../controller/use-doubt';
import { refreshRecords } from '../controller/use-list';
import { usePatch } from '../controller/use-one';
import { isEmpty, same, toWire } from '../controller/values';
import { FieldCell } from '../kinds/cells';

const FieldInput = lazy(async () => ({ default: (await import('../kinds/inputs')).FieldInput }));
const ConflictDialog = lazy(() => import('./conflict-dialog'));

type Props = { object: ObjectInfo; field: Field; row: RecordRow; writable: boolean };

export function InlineField({ object, field, row, writable }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const was = useRef(editing);
  // The input is gone with the edit; whoever works by keyboard goes on from its button.
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (was.current && !editing && lost) pencil.current?.focus({ preventScroll: true });
    was.current = editing;
  }, [editing]);
  const wide = field.kind === 'long_text' && !isEmpty(row[field.name]);
  return (
    <div
      className="kd-fact"
      data-wide={wide || undefined}
      data-empty={isEmpty(row[field.name]) || undefined}
      data-editing={editing || undefined}
    >
      <div className="kd-fact-name">{field.label}</div>
      {editing ? (
        <Part>
          <Editing object={object} field={field} row={row} onEnd={() => setEditing(false)} />
        </Part>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: double click is a short cut; the pencil button is the way for everybody.
        <div
          className="kd-fact-value"
          data-writable={writable || undefined}
          onDoubleClick={writable ? () => setEditing(true) : undefined}
        >
          <FieldCell field={field} value={row[field.name]} place="page" />
          {writable && (
            <button
              ref={pencil}
              type="button"
              className="kd-fact-pencil"
              onClick={() => setEditing(true)}
              aria-label={t('records.page.editField', { label: field.label })}
            >
              <PencilLine size={13} aria-hidden />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

const opened = (target: HTMLElement) =>
  target.getAttribute('aria-expanded') === 'true' || target.dataset.open !== undefined;

function Editing({ object, field, row, onEnd }: Omit<Props, 'writable'> & { onEnd: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const id = useId();
  const patch = usePatch(object.name);
  // The record as it stood when the edit began. What others save meanwhile must meet as a conflict.
  const [start] = useState(row);
  const before = (start[field.name] ?? null) as Value;
  const [value, setValue] = useState<Value>(before);
  const [error, setError] = useState<string>();
  const [conflict, setConflict] = useState<RecordRow | null>(null);

  const once = useOnce();
  const doubt = useDoubt();
  useGuard(!same(before, value));

  async function write(base: RecordRow) {
    if (same(before, value)) return onEnd();
    if (field.required && isEmpty(value)) return setError(t('records.form.missing'));
    if (!(await doubt([field], { [field.name]: value }))) return;
    try {
      await patch.mutateAsync({ row: base, change: { [field.name]: toWire(value) } });
      onEnd();
    } catch (failed) {
      const problem = asProblem(failed);
      if (problem.status === 412 && problem.body.current) return setConflict(problem.body.current);
      setError(problem.fieldErrors().find((one) => one.field === field.name)?.message ?? problem.message);
      if (problem.status >= 500) message.error(problem.message);
    }
  }
  const save = (base: RecordRow = start) => once(() => write(base));

  function keys(event: KeyboardEvent) {
    // With a list of suggestions, a calendar or an input method open, both keys belong to that.
    const inner = event.nativeEvent.isComposing || opened(event.target as HTMLElement);
    if (inner) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onEnd();
    }
    // In a longer text Enter breaks the line.
    const breaks = field.kind === 'long_text' && !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && !breaks) {
      event.preventDefault();
      save();
    }
  }
  const names = conflict && !same(conflict[field.name] as Value, value) ? [field.name] : [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to the keys of the input inside.
    <div onKeyDown={keys}>
      <label htmlFor={id} className="kd-hidden">
        {field.label}
      </label>
      <div className="kd-fact-edit">
        <div>
          <FieldInput
            field={field}
            value={value}
            onChange={setValue}
            id={id}
            invalid={Boolean(error)}
            describedBy={error ? `${id}-error` : undefined}
            autoFocus
          />
        </div>
        <Button
          type="primary"
          icon={<Check size={15} aria-hidden />}
          loading={patch.isPending}
          onClick={() => save()}
          aria-label={t('common.save')}
        />
        <Button icon={<X size={15} aria-hidden />} onClick={onEnd} aria-label={t('common.cancel')} />
      </div>
      {error && (
        <p id={`${id}-error`} className="kd-field-error" role="alert">
          {error}
        </p>
      )}
      {conflict && (
        <Part>
          <ConflictDialog
            object={object}
            conflict={{ current: conflict, fields: names }}
            mine={{ [field.name]: value }}
            onCancel={() => setConflict(null)}
            onResolve={(mine) => {
              const theirs = conflict;
              setConflict(null);
              if (names.length === 0 || mine.has(field.name)) save(theirs);
              else {
                refreshRecords(queries, object.name);
                onEnd();
              }
            }}
          />
        </Part>
      )}
    </div>
  );
}
