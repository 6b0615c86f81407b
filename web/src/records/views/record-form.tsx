import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { lazy, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClashLink, ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { sectionsOf } from '../controller/use-catalog';
import type { useDraft } from '../controller/use-draft';
import { derivations } from '../overrides';
import { FieldRow } from './field-row';

// With it come the dragging and the grid, which most forms have no use for.
const LinesEditor = lazy(() => import('./lines/lines-editor'));

type Props = { object: ObjectInfo; draft: ReturnType<typeof useDraft> };

export default function RecordForm({ object, draft }: Props) {
  const { t } = useTranslation();
  const sections = sectionsOf(object, draft.fields);
  const general = draft.problem && draft.problem.fieldErrors().length === 0 ? draft.problem : null;
  const orphans = draft.errors.filter((error) => !draft.fields.some(({ name }) => name === error.field));
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (draft.refusals > 0 && form.current) showRefusal(form.current);
  }, [draft.refusals]);
  const upper = draft.errors.length > 0 || general !== null;
  const sets = draft.sets.filter(
    ({ name, fields }) => draft.mayWriteLines(name) && fields.some(({ writable }) => writable),
  );
  let first = true;
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
      {sections.map((section) => (
        <section key={section.name} className="kd-section">
          {section.label && sections.length > 1 && <h2 className="kd-section-title">{section.label}</h2>}
          {section.fields.map((field) => {
            const error = draft.errors.find((one) => one.field === field.name);
            const clash = error?.link ?? draft.duplicates.find((one) => one.field === field.name)?.link;
            const isDuplicate = draft.duplicates.some((one) => one.field === field.name);
            const focus = first;
            first = false;
            return (
              <FieldRow
                key={field.name}
                field={field}
                value={draft.values[field.name] ?? null}
                onChange={(value) => draft.set(field.name, value)}
                error={error?.message}
                autoFocus={focus}
                note={
                  (isDuplicate || clash) && (
                    <Duplicate
                      link={clash?.id ? { object: object.name, id: clash.id, title: '', ...clash } : null}
                      text={t('records.form.duplicate')}
                    />
                  )
                }
              />
            );
          })}
        </section>
      ))}
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

/** A refusal is often out of sight: to the first field that it is about, else to what it says in general. */
function showRefusal(form: HTMLElement) {
  const field = form.querySelector('[data-field][data-refused]');
  const control = field?.querySelector<HTMLElement>('input, textarea, button');
  (field ?? form.querySelector('.kd-form-problem'))?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

function Duplicate({ link, text }: { link: ClashLink | null; text: string }) {
  const { t } = useTranslation();
  return (
    <p className="kd-notice" role="status">
      <TriangleAlert size={13} aria-hidden />{' '}
      {link ? (
        <>
          {text}{' '}
          <Link to="/r/$object/$id" params={{ object: link.object, id: link.id }} target="_blank">
            {link.title}
          </Link>
        </>
      ) : (
        t('records.form.duplicateHidden')
      )}
    </p>
  );
}
