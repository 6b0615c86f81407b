import './field-row.css';
import { Button } from 'antd';
import { Check, PencilLine, X } from 'lucide-react';
import { type KeyboardEvent, lazy, type MouseEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, ObjectInfo, RecordRow, Value } from '@/api/types';
import { composes } from '@/ui/composes';
import { Part } from '@/ui/part';
import { useGuard } from '@/ui/use-guard';
import { useDraft } from '../controller/use-draft';
import { useEditing } from '../controller/use-presence';
import { isEmpty } from '../controller/values';
import { FieldCell } from '../kinds/cells';
import { useUnderstood } from './use-understood';

const FieldInput = lazy(async () => ({ default: (await import('../kinds/inputs')).FieldInput }));
const DraftNotes = lazy(async () => ({ default: (await import('./draft-notes')).DraftNotes }));
const ConflictDialog = lazy(() => import('./conflict-dialog'));

type Props = { object: ObjectInfo; field: Field; row: RecordRow; writable: boolean };

/** To which field one goes on from here. */
type Toward = 'next' | 'previous';

/** A field in its place on the page: one click, Enter or F2 begins to change it, Esc leaves it as it was, Tab saves and goes on to the next. */
export function InlineField({ object, field, row, writable }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const fact = useRef<HTMLDivElement>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const was = useRef(editing);
  const toward = useRef<Toward>(undefined);
  // The input is gone with the edit; whoever works by keyboard goes on from its button, or from the next.
  useLayoutEffect(() => {
    const ended = was.current && !editing;
    was.current = editing;
    if (!ended) return;
    const way = toward.current;
    toward.current = undefined;
    const other = way && fact.current ? besideOf(fact.current, way) : undefined;
    if (other) return other.click();
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost) pencil.current?.focus({ preventScroll: true });
  }, [editing]);
  const wide = field.kind === 'long_text' && !isEmpty(row[field.name]);
  function end(way?: Toward) {
    toward.current = way;
    setEditing(false);
  }
  return (
    <div
      ref={fact}
      className="kd-fact"
      data-wide={wide || undefined}
      data-empty={isEmpty(row[field.name]) || undefined}
      data-editing={editing || undefined}
    >
      <div className="kd-fact-name">{field.label}</div>
      {editing ? (
        <Part>
          <Editing object={object} field={field} row={row} onEnd={end} />
        </Part>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: a click is a short cut; the pencil button is the way for everybody.
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
        <div
          className="kd-fact-value"
          data-writable={writable || undefined}
          onClick={writable ? (event) => isMeant(event) && setEditing(true) : undefined}
        >
          <FieldCell field={field} value={row[field.name]} place="page" />
          {writable && (
            <button
              ref={pencil}
              type="button"
              className="kd-fact-pencil"
              onClick={() => setEditing(true)}
              onKeyDown={(event) => event.key === 'F2' && setEditing(true)}
              aria-label={t('records.page.editField', { label: field.label })}
              aria-keyshortcuts="Enter F2"
            >
              <PencilLine size={13} aria-hidden />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** A click on what leads somewhere leads there, and one that ends the marking of a text marks it. */
function isMeant(event: MouseEvent): boolean {
  const inner = (event.target as HTMLElement).closest('a, button, input');
  return inner === null && (getSelection()?.isCollapsed ?? true);
}

/** The button of the next field that can be changed, in the order of the page; folded ones are not there. */
function besideOf(fact: HTMLElement, way: Toward): HTMLElement | undefined {
  const all = [...(fact.closest('.kd-facts')?.querySelectorAll<HTMLElement>('.kd-fact') ?? [])];
  const at = all.indexOf(fact);
  const further = way === 'next' ? all.slice(at + 1) : all.slice(0, at).reverse();
  const pencils = further.map((other) => other.querySelector<HTMLElement>('.kd-fact-pencil'));
  return pencils.find((pencil) => pencil?.offsetParent != null) ?? undefined;
}

const opened = (target: HTMLElement) =>
  target.getAttribute('aria-expanded') === 'true' || target.dataset.open !== undefined;

type EditingProps = Omit<Props, 'writable'> & { onEnd: (way?: Toward) => void };

/** A form of one field: what it is told of duplicates and conflicts is what a whole form is told. */
function Editing({ object, field, row, onEnd }: EditingProps) {
  const { t } = useTranslation();
  const id = useId();
  // The record as it stood when the edit began. What others save meanwhile must meet it.
  const [start] = useState(row);
  const toward = useRef<Toward>(undefined);
  const draft = useDraft({
    object,
    row: start,
    only: field.name,
    onSaved: () => onEnd(toward.current),
  });
  useGuard(draft.dirty);
  useEditing();
  const value = (draft.values[field.name] ?? null) as Value;
  function save(way?: Toward) {
    toward.current = way;
    if (!draft.dirty) return onEnd(way);
    draft.save(t('records.form.missing'));
  }
  function keys(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    // With a list of suggestions, a calendar or an input method open, the keys belong to that.
    if (composes(event) || opened(target)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      return onEnd();
    }
    // What stands below the field has keys of its own.
    if (target.closest('button, .kd-ask-share')) return;
    // In a longer text Enter breaks the line.
    const breaks = field.kind === 'long_text' && !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && !breaks) {
      event.preventDefault();
      save();
    }
    const alone = !event.currentTarget.querySelector('.kd-let-through, .kd-ask-share, .kd-notice');
    if (event.key === 'Tab' && alone) {
      event.preventDefault();
      save(event.shiftKey ? 'previous' : 'next');
    }
  }
  const error = draft.errors.find((one) => one.field === field.name) ?? draft.errors[0];
  const refused = error?.code.startsWith('duplicate.') ?? false;
  const general =
    draft.problem && draft.problem.fieldErrors().length === 0 ? draft.problem.words() : undefined;
  const wrong = refused ? undefined : (error?.message ?? general);
  const understood = useUnderstood(
    field,
    value,
    draft.unread.find((one) => one.field === field.name)?.message,
  );
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
            onChange={(next) => draft.set(field.name, next)}
            id={id}
            invalid={Boolean(wrong) || refused}
            describedBy={wrong || understood ? `${id}-about` : undefined}
            autoFocus
          />
        </div>
        <Button
          type="primary"
          icon={<Check size={15} aria-hidden />}
          loading={draft.saving}
          onClick={() => save()}
          aria-label={t('common.save')}
        />
        <Button icon={<X size={15} aria-hidden />} onClick={() => onEnd()} aria-label={t('common.cancel')} />
      </div>
      {wrong ? (
        <p id={`${id}-about`} className="kd-field-error" role="alert">
          {wrong}
        </p>
      ) : (
        understood && (
          <p id={`${id}-about`} className={understood.amiss ? 'kd-field-amiss' : 'kd-quiet'} role="status">
            {understood.words}
          </p>
        )
      )}
      <Part fallback={null}>
        <DraftNotes object={object} draft={draft} field={field} letsThrough />
      </Part>
      {draft.conflict && (
        <Part>
          <ConflictDialog
            object={object}
            conflict={draft.conflict}
            mine={draft.values}
            onResolve={draft.resolve}
            onCancel={draft.dismissConflict}
          />
        </Part>
      )}
    </div>
  );
}
