import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import type { Field, ObjectInfo, RecordRow, Value, Values } from '@/api/types';
import { isMac, Kbd } from '@/ui/kbd';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { boxOf } from '../controller/box';
import { recordsKey, refreshRecords } from '../controller/use-list';
import { isEmpty, wireOf } from '../controller/values';
import { FieldInput } from '../kinds/inputs';

type Props = { object: ObjectInfo; row: RecordRow; written: ObjectInfo; asked: number };

export function Composer({ object, row, written, asked }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { link, text, type, next } = boxOf(written, object.name);
  const fresh: Values = type?.default ? { [type.name]: type.default } : {};
  const [values, setValues] = useState<Values>(fresh);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const once = useOnce();
  const typed = text && !isEmpty(values[text.name]);
  useGuard(Boolean(typed));
  useEffect(() => {
    if (asked === 0) return;
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, [asked]);
  if (!link || !text) return null;

  const set = (field: Field) => (value: Value) => setValues((old) => ({ ...old, [field.name]: value }));
  async function write() {
    if (!typed || !link) return;
    setBusy(true);
    setProblem(null);
    try {
      await api.post(`/records/${written.name}`, {
        ...wireOf(Object.keys(values), values),
        [link.name]: row.id,
      });
      setValues(fresh);
      setOpen(false);
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
            {type && <Labelled field={type} value={values[type.name] ?? null} onChange={set(type)} />}
            {next && <Labelled field={next} value={values[next.name] ?? null} onChange={set(next)} />}
          </div>
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

function Labelled({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{field.label}</label>
      <FieldInput field={field} value={value} onChange={onChange} id={id} />
    </div>
  );
}
