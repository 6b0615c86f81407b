import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import type { Field, ObjectInfo, RecordRow, Value, Values } from '@/api/types';
import { composes } from '@/ui/composes';
import { isMac, Kbd } from '@/ui/kbd';
import { Sheet } from '@/ui/sheet';
import { useGuard } from '@/ui/use-guard';
import { usePhone } from '@/ui/use-media';
import { useOnce } from '@/ui/use-once';
import type { Spoken } from '../controller/after-call';
import { boxOf } from '../controller/box';
import { useDoubt } from '../controller/use-doubt';
import { recordsKey, refreshRecords } from '../controller/use-list';
import { isEmpty, titleOf, wireOf } from '../controller/values';
import { AppointmentQuestion, Labelled, WhoSelect } from './timeline-fields';

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  written: ObjectInfo;
  asked: number;
  /** With whom somebody has just spoken, where they come to write that down. */
  spoken?: Spoken;
};

/** Enter breaks the line; only with Ctrl or ⌘ it sends, and never while an input method is composing. */
const sends = (event: KeyboardEvent) =>
  event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !composes(event);

/** At the desk the box stands where it is needed; on a phone it is a sheet, and what was typed there stays when that is closed. */
export function Composer({ object, row, written, asked, spoken }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
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
  const focus = () => box.current?.querySelector('textarea')?.focus({ preventScroll: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is being asked that counts.
  useEffect(() => {
    if (asked === 0) return;
    if (who && spoken && spoken.object === who.target)
      setValues((old) => ({ ...old, [who.name]: { id: spoken.id, title: '' } }));
    if (phone) return setOpen(true);
    box.current?.scrollIntoView({ block: 'nearest' });
    focus();
  }, [asked]);
  if (!link || !text) return null;

  const set = (field: Field) => (value: Value) => setValues((old) => ({ ...old, [field.name]: value }));
  // Agreed on nothing new while something stands: somebody has to say what becomes of that.
  const stands = next && fate && isEmpty(values[next.name]) ? row[next.name] : undefined;
  const question = typeof stands === 'string' ? stands : undefined;

  async function write() {
    if (!typed || !link) return;
    if (question && fate && isEmpty(values[fate.name])) return setUnanswered(true);
    if (!(await doubt(written, written.fields, values))) return;
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
  const said = typeof values[text.name] === 'string' ? (values[text.name] as string) : '';
  const title = object.timeline_label ?? written.label;
  const area = (
    <Input.TextArea
      aria-label={title}
      placeholder={t('records.timeline.write', { label: written.one })}
      value={said}
      onChange={(event) => set(text)(event.target.value || null)}
      onFocus={() => setOpen(true)}
      maxLength={text.max}
      readOnly={busy}
      rows={phone ? 5 : 2}
      className="kd-growing"
    />
  );
  const rest = (
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
    </>
  );
  if (phone)
    return (
      <div className="kd-composer">
        <button
          type="button"
          className="kd-composer-open"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          {said ? (
            <>
              <span className="kd-composer-draft">{t('records.timeline.draft')}</span>
              <span className="kd-cut">{said}</span>
            </>
          ) : (
            t('records.timeline.write', { label: written.one })
          )}
        </button>
        <Sheet
          open={open}
          title={`${title} · ${titleOf(row, object.title)}`}
          onClose={() => setOpen(false)}
          // Who was quicker than the sheet is where they want to be.
          afterOpen={() => box.current?.contains(document.activeElement) || focus()}
          footer={
            <Button type="primary" block loading={busy} disabled={!typed} onClick={save}>
              {t('common.save')}
            </Button>
          }
        >
          {/* biome-ignore lint/a11y/noStaticElementInteractions: only listens to Ctrl+Enter of the inputs inside. */}
          <div ref={box} className="kd-composer-sheet" onKeyDown={(event) => sends(event) && save()}>
            {area}
            {rest}
          </div>
        </Sheet>
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to Ctrl+Enter of the inputs inside.
    <div
      ref={box}
      className="kd-composer"
      data-open={open || undefined}
      onKeyDown={(event) => sends(event) && save()}
    >
      {area}
      {open && (
        <>
          {rest}
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
