import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import type { Action, ObjectInfo, Value, Values } from '@/api/types';
import { count } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { useDebounced } from '@/ui/use-debounced';
import { useFocusReturn } from '@/ui/use-focus-return';
import { calledOf } from '../controller/use-catalog';
import { isEmpty, isLink, toWire } from '../controller/values';
import { Consequences } from './consequences';
import { FieldRow } from './field-row';

type Props = {
  object: ObjectInfo;
  action: Action;
  /** Which records; one with a title is said by its title. */
  ids: string[];
  title?: string;
  run: (input: Values) => Promise<unknown>;
  onClose: () => void;
};

/** Asks for what a business step needs and says in one sentence what is going to happen. */
export default function ActionDialog({ object, action, ids, title, run, onClose }: Props) {
  const { t } = useTranslation();
  useFocusReturn(true);
  const fields = action.input ?? [];
  const [values, setValues] = useState<Values>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const missing = fields.some(({ name, required }) => required && isEmpty(values[name]));
  const target = fields.map(({ name }) => values[name]).find(isLink)?.title;
  const many = ids.length;
  const what = title ?? t('records.bulk.many', { total: count(many), label: calledOf(object, many) });
  const wire = Object.fromEntries(fields.map(({ name }) => [name, toWire(values[name] as Value)]));
  const asked = useDebounced(missing ? '' : JSON.stringify(wire));
  const sentence = target
    ? t('records.bulk.sentenceTo', { what, action: action.label, target })
    : t('records.bulk.sentence', { what, action: action.label });

  async function confirm() {
    setBusy(true);
    setProblem(null);
    try {
      await run(wire);
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }
  const errorOf = (name: string) => problem?.fieldErrors().find((error) => error.field === name)?.message;
  return (
    <Dialog
      open
      title={action.label}
      okText={action.label}
      onOk={confirm}
      onCancel={onClose}
      okButtonProps={{ disabled: missing, loading: busy }}
      width={460}
    >
      {fields.map((field, index) => (
        <FieldRow
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
          error={errorOf(field.name)}
          autoFocus={index === 0}
        />
      ))}
      {/* To nobody in particular it is no sentence yet. */}
      <div aria-live="polite">{!missing && <p className="kd-notice">{sentence}</p>}</div>
      <Consequences
        object={object}
        action={action.name}
        ids={ids}
        input={asked ? (JSON.parse(asked) as Values) : undefined}
      />
      {problem && problem.fieldErrors().length === 0 && (
        <p className="kd-field-error" role="alert">
          {problem.message} {problem.body.advice}
        </p>
      )}
    </Dialog>
  );
}
