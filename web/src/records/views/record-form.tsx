import { Button } from 'antd';
import { ChevronDown, Plus, X } from 'lucide-react';
import { lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { sectionsOf } from '../controller/use-catalog';
import { useChecked } from '../controller/use-checked';
import { derivations } from '../overrides';
import { BESIDE, clashesOf, type Draft, DraftNotes } from './draft-notes';
import { FieldRow } from './field-row';

// With it come the dragging and the grid, which most forms have no use for.
const LinesEditor = lazy(() => import('./lines/lines-editor'));

type Props = {
  object: ObjectInfo;
  draft: Draft /** A new record begins with the few fields that matter. */;
  fresh?: boolean;
};

export default function RecordForm({ object, draft, fresh }: Props) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const { shown, rest } = shortOf(object, draft, fresh === true && !whole);
  const sections = rest === 0 ? sectionsOf(object, shown) : [{ name: '', label: '', fields: shown }];
  const general = draft.problem && draft.problem.fieldErrors().length === 0 ? draft.problem : null;
  const orphans = draft.errors.filter(({ field }) => field !== BESIDE && !isPlaced(draft, field));
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (draft.refusals > 0 && form.current) showRefusal(form.current);
  }, [draft.refusals]);
  const upper = draft.errors.length > 0 || general !== null;
  const sets = draft.sets.filter(
    ({ name, fields }) => draft.mayWriteLines(name) && fields.some(({ writable }) => writable),
  );
  const first = shown[0]?.name;
  const noted = shown.find((field) => clashesOf(draft, field))?.name;
  // Its button is gone then: whoever works by keyboard goes on from the first field.
  useEffect(() => {
    if (whole) form.current?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
  }, [whole]);
  return (
    <div ref={form} className="kd-record-form" data-wide={object.lines?.length ? true : undefined}>
      {general && (
        <p className="kd-notice kd-form-problem" role="alert">
          {general.words()} {general.body.trace && <code>{general.body.trace}</code>}
        </p>
      )}
      {orphans.map((error) => (
        <p key={error.field + error.code} className="kd-field-error kd-form-problem" role="alert">
          {error.message}
        </p>
      ))}
      {draft.limited && (
        <p className="kd-notice" role="status">
          {t('records.form.limited')}
        </p>
      )}
      {sections.map((section) => (
        <section key={section.name} className="kd-section">
          {section.label && sections.length > 1 && <h2 className="kd-section-title">{section.label}</h2>}
          {section.fields.map((field) => (
            <DraftField
              key={field.name}
              object={object}
              draft={draft}
              field={field}
              autoFocus={field.name === first}
              letsThrough={field.name === noted}
            />
          ))}
        </section>
      ))}
      {rest > 0 && (
        <Button
          type="text"
          className="kd-form-more"
          icon={<ChevronDown size={15} aria-hidden />}
          aria-expanded={false}
          onClick={() => setWhole(true)}
        >
          {t('records.form.whole', { total: rest })}
        </Button>
      )}
      {draft.companion.object && <Along draft={draft} object={draft.companion.object} />}
      {sets.length > 0 && (
        <Part fallback={<Lines rows={4} />}>
          {sets.map((set) => (
            <LinesEditor
              key={`${set.name}.${draft.lines.generation}`}
              set={set}
              lines={draft.lines.of(set)}
              faults={draft.lines.faultsOf(set)}
              derive={derivations[`${object.name}.${set.name}`]}
              onChange={(lines) => draft.lines.set(set, lines)}
              refusals={upper || draft.lines.firstWrong !== set.name ? undefined : draft.refusals}
            />
          ))}
        </Part>
      )}
    </div>
  );
}

/** The few fields that a new record asks for first, unless something is amiss in another; and how many there are besides. */
function shortOf(object: ObjectInfo, draft: Draft, folded: boolean): { shown: Field[]; rest: number } {
  const short =
    object.short?.flatMap((name) => draft.fields.find((field) => field.name === name) ?? []) ?? [];
  const amiss = draft.errors.some(
    ({ field }) =>
      draft.fields.some(({ name }) => name === field) && !short.some(({ name }) => name === field),
  );
  if (!folded || amiss || short.length === 0) return { shown: draft.fields, rest: 0 };
  return { shown: short, rest: draft.fields.length - short.length };
}

/** Whether there is a place in the form where this is told. */
const isPlaced = ({ fields, companion }: Draft, named: string) =>
  fields.some(({ name }) => name === named) ||
  (companion.values !== null && companion.fields.some(({ name }) => companion.place(name) === named));

type DraftFieldProps = {
  object: ObjectInfo;
  draft: Draft;
  field: Field;
  autoFocus: boolean;
  /** Here is said why a duplicate may stand: once, however many there are. */
  letsThrough: boolean;
};

function DraftField({ object, draft, field, autoFocus, letsThrough }: DraftFieldProps) {
  const error = draft.errors.find((one) => one.field === field.name);
  const refused = error?.code.startsWith('duplicate.') ?? false;
  const notes = <DraftNotes object={object} draft={draft} field={field} letsThrough={letsThrough} />;
  const alike = field.name === object.title && draft.candidates.length > 0;
  return (
    <FieldRow
      field={field}
      value={draft.values[field.name] ?? null}
      onChange={(value) => draft.set(field.name, value)}
      // What the note says is not said twice.
      error={refused ? undefined : error?.message}
      unread={draft.unread.find((one) => one.field === field.name)?.message}
      refused={refused}
      autoFocus={autoFocus}
      note={clashesOf(draft, field) || alike ? notes : undefined}
    />
  );
}

/** What may be made in the same write: a customer's first contact. */
function Along({ draft, object }: { draft: Draft; object: ObjectInfo }) {
  const { t } = useTranslation();
  const { companion } = draft;
  const { unread } = useChecked(object, undefined, companion.values ?? {}, companion.names);
  if (!companion.values)
    return (
      <Button
        type="dashed"
        block
        className="kd-form-along"
        icon={<Plus size={15} aria-hidden />}
        onClick={companion.open}
      >
        {t('records.form.along', { label: object.one })}
      </Button>
    );
  return (
    <fieldset className="kd-fieldset kd-form-companion">
      <legend>
        {t('records.form.alongTitle', { label: object.label })}
        <Button
          type="text"
          size="small"
          icon={<X size={14} aria-hidden />}
          aria-label={t('records.form.alongDrop', { label: object.label })}
          onClick={companion.drop}
        />
      </legend>
      {companion.fields.map((field, nth) => (
        <FieldRow
          key={field.name}
          field={field}
          value={companion.values?.[field.name] ?? null}
          onChange={(value) => draft.setAlong(field.name, value)}
          error={draft.errors.find((one) => one.field === companion.place(field.name))?.message}
          unread={unread.find((one) => one.field === field.name)?.message}
          autoFocus={nth === 0}
        />
      ))}
    </fieldset>
  );
}

/** A refusal is often out of sight: to the first field that it is about, else to what it says in general. */
function showRefusal(form: HTMLElement) {
  const field = form.querySelector('[data-field][data-refused]');
  const control = field?.querySelector<HTMLElement>('input, textarea, button');
  (field ?? form.querySelector('.kd-form-problem'))?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}
