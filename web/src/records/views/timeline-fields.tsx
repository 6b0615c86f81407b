import { Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Field, Link, Value } from '@/api/types';
import { moment } from '@/format/time';
import { useObject } from '../controller/use-catalog';
import { useFirst } from '../controller/use-list';
import { isLink, titleOf } from '../controller/values';
import { FieldInput } from '../kinds/inputs';

type Of = { field: Field; value: Value; onChange: (value: Value) => void };

export function Labelled({ field, value, onChange }: Of) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{field.label}</label>
      <FieldInput field={field} value={value} onChange={onChange} id={id} />
      {field.hint && <p className="kd-composer-hint-text">{field.hint}</p>}
    </div>
  );
}

/** One of the people that hang on the record: there are few, so they are all on offer. */
export function WhoSelect({
  field,
  value,
  onChange,
  parent,
}: Of & { parent: { object: string; id: string } }) {
  const { t } = useTranslation();
  const id = useId();
  const title = useObject(field.target ?? '')?.title ?? 'name';
  const { data } = useFirst({ object: field.target ?? '', parent, fields: [title], limit: 100 });
  const people: Link[] = (data?.items ?? []).map((row) => ({ id: row.id, title: titleOf(row, title) }));
  if (people.length === 0) return null;
  return (
    <div>
      <label htmlFor={id}>{field.label}</label>
      <Select
        id={id}
        value={isLink(value) ? value.id : undefined}
        options={people.map((person) => ({ value: person.id, label: person.title }))}
        onChange={(chosen?: string) => onChange(people.find((person) => person.id === chosen) ?? null)}
        placeholder={t('records.timeline.nobody')}
        allowClear
        className="kd-wide"
      />
    </div>
  );
}

/** Agreed on nothing new: what becomes of the appointment that stands? */
export function AppointmentQuestion({
  field,
  value,
  onChange,
  stands,
  missing,
}: Of & { stands: string; missing: boolean }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const id = useId();
  return (
    <div className="kd-composer-question">
      <span id={id}>{t('records.timeline.stands', { when: moment(stands, time_zone) })}</span>
      <Radio.Group
        aria-labelledby={id}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
        options={field.options?.map(({ value: own, label }) => ({ value: own, label }))}
      />
      {missing && (
        <p className="kd-field-error" role="alert">
          {t('records.timeline.standsMissing')}
        </p>
      )}
    </div>
  );
}
