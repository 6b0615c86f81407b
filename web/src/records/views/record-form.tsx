import { lazy, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { sectionsOf } from '../controller/use-catalog';
import type { useDraft } from '../controller/use-draft';
import { derivations } from '../overrides';
import { Candidates, DuplicateNote, LetThrough } from './duplicate-note';
import { FieldRow } from './field-row';

// With it come the dragging and the grid, which most forms have no use for.
const LinesEditor = lazy(() => import('./lines/lines-editor'));

/** The reason for which a duplicate may stand, in what is sent. */
const BESIDE = 'allow_duplicate';

type Props = { object: ObjectInfo; draft: ReturnType<typeof useDraft> };

export default function RecordForm({ object, draft }: Props) {
  const { t } = useTranslation();
  const sections = sectionsOf(object, draft.fields);
  const general = draft.problem && draft.problem.fieldErrors().length === 0 ? draft.problem : null;
  const orphans = draft.errors.filter(
    (error) => error.field !== BESIDE && !draft.fields.some(({ name }) => name === error.field),
  );
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (draft.refusals > 0 && form.current) showRefusal(form.current);
  }, [draft.refusals]);
  const upper = draft.errors.length > 0 || general !== null;
  const sets = draft.sets.filter(
    ({ name, fields }) => draft.mayWriteLines(name) && fields.some(({ writable }) => writable),
  );
  let first = true;
  let clashed = false;
  const beside = draft.errors.find(({ field }) => field === BESIDE);
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
          {section.fields.map((field) => {
            const error = draft.errors.find((one) => one.field === field.name);
            const duplicate = draft.duplicates.find((one) => one.field === field.name);
            const refused = error?.code.startsWith('duplicate.') ?? false;
            const clashes = duplicate !== undefined || refused;
            const alike = field.name === object.title && !clashes ? draft.candidates : [];
            const firstOfClashes = clashes && !clashed;
            clashed ||= clashes;
            const focus = first;
            first = false;
            return (
              <FieldRow
                key={field.name}
                field={field}
                value={draft.values[field.name] ?? null}
                onChange={(value) => draft.set(field.name, value)}
                // What the note says is not said twice.
                error={refused ? undefined : error?.message}
                refused={refused}
                autoFocus={focus}
                note={
                  clashes ? (
                    <>
                      <DuplicateNote
                        object={object}
                        field={field}
                        values={draft.values}
                        duplicate={duplicate}
                        link={error?.link}
                      />
                      {firstOfClashes && object.verbs.includes('duplicate') && (
                        <LetThrough
                          reason={draft.reason}
                          error={beside?.message}
                          onChange={draft.setReason}
                        />
                      )}
                    </>
                  ) : (
                    alike.length > 0 && <Candidates object={object} candidates={alike} />
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
