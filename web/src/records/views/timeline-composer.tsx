import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import type { Field, ObjectInfo, RecordRow, Value, Values } from '@/api/types';
import { isMac, Kbd } from '@/ui/kbd';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { boxOf } from '../controller/box';
import { useDoubt } from '../controller/use-doubt';
import { recordsKey, refreshRecords } from '../controller/use-list';
import { isEmpty, wireOf } from '../controller/values';
import { AppointmentQuestion, Labelled, WhoSelect } from './timeline-fields';

type Props = { object: ObjectInfo; row: RecordRow; written: ObjectInfo; asked: number };

export function Composer({ object, row, written, asked }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { link, text, type, who, at, next, fate } = boxOf(written, object.name);
  const fresh: Values = type?.default ? { [type.name]: type.default } : {};
  const [values, setValues] = useState<Values>(fresh);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unanswered, setUnanswered] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const once = useOnce();
  const doubt = useDoubt();
  const typed = text && !isEmpty(values[text.name]);
  useGuard(Boolean(typed));
  useEffect(() => {
    if (asked === 0) return;
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, [asked]);
  if (!link || !text) return null;

  const set = (field: Field) => (value: Value) => setValues((old) => ({ ...old, [field.name]: value }));
  // Agreed on nothing new while something stands: somebody has to say what becomes of that.
  const stands = next && fate && isEmpty(values[next.name]) ? row[next.name] : undefined;
  const question = typeof stands === 'string' ? stands : undefined;

  async function write() {
    if (!typed || !link) return;
    if (question && fate && isEmpty(values[fate.name])) return setUnanswered(true);
    if (!(await doubt(written.fields, values))) return;
    setBusy(true);
    setProblem(null);
    const names = Object.keys(values).filter((name) => name !== fate?.name || question);
    try {
      await api.post(`/records/${written.name}`, { ...wireOf(names, values), [link.name]: row.id });
      setValues(fresh);
      setOpen(false);
      setUnanswered(false);
      message.success(t('records.created', { label: written.label }));
      // A follow-up moves the dates of its record, too.
      await Promise.all([
        refreshRecords(queries, written.name),
        queries.invalidateQueries({ queryKey: recordsKey(object.name) }),
      ]);
    } catch (failed) {
      setProblem(asProblem(failed));
    } finally {
      setBusy(false);
    }
  }
  const save = () => once(write);
  const errors = problem?.fieldErrors().map(({ message: said }) => said) ?? [];
  const labelled = (field: Field | undefined) =>
    field && <Labelled field={field} value={values[field.name] ?? null} onChange={set(field)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to Ctrl+Enter of the inputs inside.
    <div
      ref={box}
      className="kd-composer"
      data-open={open || undefined}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && save()}
    >
      <Input.TextArea
        aria-label={object.timeline_label ?? written.label}
        placeholder={t('records.timeline.write', { label: written.label })}
        value={typeof values[text.name] === 'string' ? (values[text.name] as string) : ''}
        onChange={(event) => set(text)(event.target.value || null)}
        onFocus={() => setOpen(true)}
        maxLength={text.max}
        readOnly={busy}
        rows={2}
        className="kd-growing"
      />
      {open && (
        <>
          <div className="kd-composer-fields">
            {labelled(type)}
            {labelled(next)}
            {who && (
              <WhoSelect
                field={who}
                parent={{ object: object.name, id: row.id }}
                value={values[who.name] ?? null}
                onChange={set(who)}
              />
            )}
            {labelled(at)}
          </div>
          {question && fate && (
            <AppointmentQuestion
              field={fate}
              stands={question}
              value={values[fate.name] ?? null}
              missing={unanswered && isEmpty(values[fate.name])}
              onChange={set(fate)}
            />
          )}
          {problem && (
            <p className="kd-field-error" role="alert">
              {errors.length > 0 ? errors.join(' ') : problem.words()}
            </p>
          )}
          <div className="kd-composer-foot">
            <span className="kd-quiet kd-grow kd-composer-hint">
              <Kbd>{isMac ? '⌘ ↵' : 'Ctrl ↵'}</Kbd>
            </span>
            {!typed && (
              <Button size="small" type="text" onClick={() => setOpen(false)}>
                {t('common.cancel')}
              </Button>
            )}
            <Button size="small" type="primary" loading={busy} disabled={!typed} onClick={save}>
              {t('common.save')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
