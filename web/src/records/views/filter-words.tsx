import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, Filter } from '@/api/types';
import { isCondition } from '../controller/filter';
import { ValueWords } from '../kinds/words';

type Props = { fields: Field[]; clause: Filter };

/** A clause as people would say it, however it is put together. */
export function FilterWords({ fields, clause }: Props) {
  const { t } = useTranslation();
  if (isCondition(clause)) return <ConditionWords fields={fields} condition={clause} />;
  if ('not' in clause)
    return (
      <>
        {t('records.filter.not')} <FilterWords fields={fields} clause={clause.not} />
      </>
    );
  const isAnd = 'and' in clause;
  const parts = isAnd ? clause.and : clause.or;
  const word = isAnd ? 'and' : 'or';
  return (
    <>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same condition may stand twice, only its place tells them apart.
        <Fragment key={index}>
          {index > 0 && <i className="kd-chip-join"> {t(`records.filter.${word}`)} </i>}
          {isCondition(part) || 'not' in part ? (
            <FilterWords fields={fields} clause={part} />
          ) : (
            <>
              {t('records.filter.open')}
              <FilterWords fields={fields} clause={part} />
              {t('records.filter.close')}
            </>
          )}
        </Fragment>
      ))}
    </>
  );
}

/** Without a field there is what only the server understands, as the field of a linked record. */
function ConditionWords({ fields, condition }: { fields: Field[]; condition: Condition }) {
  const field = fields.find(({ name }) => name === condition.field);
  if (!field)
    return (
      <>
        {condition.field} <b>{String(condition.value)}</b>
      </>
    );
  return (
    <>
      {field.label} <OpWords field={field} condition={condition} />{' '}
      <b>
        <ValueWords field={field} condition={condition} />
      </b>
    </>
  );
}

function OpWords({ field, condition }: { field: Field; condition: Condition }) {
  const { t } = useTranslation();
  if (condition.op === 'empty')
    return <b>{t(condition.value ? 'records.op.isEmpty' : 'records.op.isNotEmpty')}</b>;
  return <>{t(opKey(field, condition.op))}</>;
}

/** A date is "earlier than", an amount is "less than". */
export function opKey(field: Field, op: Condition['op']): string {
  const isTime = field.kind === 'date' || field.kind === 'datetime';
  return isTime ? `records.opTime.${op}` : `records.op.${op}`;
}
