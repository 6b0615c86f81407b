import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Value } from '@/api/types';
import { FieldInput } from '../kinds/inputs';
import { useUnderstood } from './use-understood';
import './field-row.css';

type Props = {
  field: Field;
  value: Value;
  error?: string;
  /** Refused, and the note says why. */
  refused?: boolean;
  note?: ReactNode;
  /** It cannot be read as it stands: said calmly, for one may not be done yet. */
  unread?: string;
  autoFocus?: boolean;
  onChange: (value: Value) => void;
};

/** A label, its input, and whatever there is to say about it. */
export function FieldRow({ field, value, error, refused, note, unread, autoFocus, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const about = `${id}-about`;
  const understood = useUnderstood(field, value, unread);
  const says = error || note || understood || field.hint;
  return (
    <div className="kd-field" data-field={field.name} data-refused={Boolean(error) || refused || undefined}>
      <label htmlFor={id} className="kd-field-label">
        {field.label}
        {field.required && (
          <>
            <span className="kd-required" aria-hidden>
              *
            </span>
            <span className="kd-hidden">{t('records.form.required')}</span>
          </>
        )}
      </label>
      <FieldInput
        field={field}
        value={value}
        onChange={onChange}
        id={id}
        invalid={Boolean(error) || refused}
        describedBy={says ? about : undefined}
        autoFocus={autoFocus}
      />
      {says && (
        <div id={about} className="kd-field-about">
          {error && (
            <p className="kd-field-error" role="alert">
              {error}
            </p>
          )}
          {note}
          {!error && !note && understood && (
            <p className={understood.amiss ? 'kd-field-amiss' : 'kd-quiet'} role="status">
              {understood.words}
            </p>
          )}
          {!error && !note && !understood && field.hint && <p className="kd-quiet">{field.hint}</p>}
        </div>
      )}
    </div>
  );
}
