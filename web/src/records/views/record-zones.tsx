import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, ObjectInfo, RecordRow } from '@/api/types';
import { Icon } from '@/ui/icon';
import { isEmpty } from '../controller/values';
import { badgesOf, factsOf, summaryOf } from '../controller/zones';
import { FieldCell } from '../kinds/cells';
import './record-zones.css';

type Props = { object: ObjectInfo; row: RecordRow };

/** So many tags stand beside the title; all of them stand among the facts. */
const MOST_WORDS = 8;

export function Badges({ object, row }: Props) {
  const { t } = useTranslation();
  return (
    <span className="kd-record-badges">
      {badgesOf(object, row).map((field) => {
        const value = row[field.name];
        const many = Array.isArray(value) && value.length > MOST_WORDS ? value : undefined;
        return (
          <Fragment key={field.name}>
            <FieldCell field={badge(field)} value={many?.slice(0, MOST_WORDS) ?? value} place="page" />
            {many && (
              <span className="kd-quiet">
                {t('records.page.moreWords', { total: many.length - MOST_WORDS })}
              </span>
            )}
          </Fragment>
        );
      })}
    </span>
  );
}

/** Where the record stands among its states, unless a badge says so already. */
export function StateTag({ object, row }: Props) {
  const field = object.fields.find(({ name }) => name === object.state?.field);
  if (!field || isEmpty(row[field.name]) || object.badges.includes(field.name)) return null;
  return (
    <span className="kd-record-state">
      <FieldCell field={badge(field)} value={row[field.name]} place="page" />
    </span>
  );
}

/** The few facts that matter. */
export function KeyFacts({ object, row }: Props) {
  const facts = factsOf(object, row);
  if (facts.length === 0) return null;
  return (
    <dl className="kd-record-facts">
      {facts.map((field) => (
        <Fact key={field.name} field={field} value={row[field.name]} />
      ))}
    </dl>
  );
}

/** What has been added up over what hangs on it. */
export function Summary({ object, row }: Props) {
  const figures = summaryOf(object);
  if (figures.length === 0) return null;
  return (
    <dl className="kd-record-summary">
      {figures.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            {isEmpty(row[field.name]) ? (
              '—'
            ) : (
              <FieldCell field={field} value={row[field.name]} place="page" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Beside the title every choice reads as a tag, also one without a colour of its own. */
function badge(field: Field): Field {
  if (field.kind !== 'choice') return field;
  return {
    ...field,
    options: field.options?.map((option) => ({ ...option, color: option.color ?? 'default' })),
  };
}

const pictures: Partial<Record<Field['kind'], string>> = {
  phone: 'phone',
  email: 'mail',
  address: 'map-pin',
  datetime: 'calendar-clock',
  date: 'calendar-clock',
  link: 'building-2',
  money: 'wallet',
};

function Fact({ field, value }: { field: Field; value: unknown }) {
  const picture = field.name === 'region' ? 'map-pin' : pictures[field.kind];
  const isTime = field.kind === 'date' || field.kind === 'datetime';
  return (
    <div title={field.label}>
      <dt>
        {picture && <Icon name={picture} size={14} />}
        <span className={isTime || (!picture && field.kind !== 'user') ? 'kd-fact-label' : 'kd-hidden'}>
          {field.label}
        </span>
      </dt>
      <dd>
        <FieldCell field={field} value={value} place="page" />
      </dd>
    </div>
  );
}
