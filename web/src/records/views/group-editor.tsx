import { Button, Flex } from 'antd';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field } from '@/api/types';
import { firstOp } from '../controller/filter';
import ConditionEditor from './condition-editor';
import { FieldMenu } from './field-menu';
import { FilterWords } from './filter-words';
import './group-editor.css';

type Props = {
  /** All that are known, and those by which one may filter. */
  fields: Field[];
  offered: Field[];
  start: Condition[];
  onApply: (conditions: Condition[]) => void;
  onCancel: () => void;
};

/** What one is at: choosing a field for a further condition, or editing one; the place behind the last is a new one. */
type Doing = { field?: Field; at: number } | null;

/** Conditions of which one is enough. */
export default function GroupEditor({ fields, offered, start, onApply, onCancel }: Props) {
  const { t } = useTranslation();
  const [conditions, setConditions] = useState(start);
  const [doing, setDoing] = useState<Doing>(start.length < 2 ? { at: start.length } : null);
  const rest = () => (conditions.length === 0 ? onCancel() : setDoing(null));

  if (doing && !doing.field)
    return <FieldMenu fields={offered} onPick={(field) => setDoing({ ...doing, field })} onCancel={rest} />;
  if (doing?.field) {
    const now = conditions[doing.at];
    return (
      <ConditionEditor
        field={doing.field}
        op={now?.op ?? firstOp(doing.field.ops ?? [])}
        value={now?.value}
        onCancel={rest}
        onApply={(condition) => {
          setConditions(
            now
              ? conditions.map((old, at) => (at === doing.at ? condition : old))
              : [...conditions, condition],
          );
          setDoing(null);
        }}
      />
    );
  }
  const editable = ({ field: name }: Condition) => offered.find((field) => field.name === name);
  return (
    <form
      className="kd-group"
      aria-label={t('records.filter.any')}
      onSubmit={(event) => {
        event.preventDefault();
        onApply(conditions);
      }}
    >
      <b>{t('records.filter.any')}</b>
      <ul>
        {conditions.map((condition, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same condition may stand twice, only its place tells them apart.
          <li key={at}>
            <button
              type="button"
              className="kd-group-text"
              disabled={!editable(condition)}
              onClick={() => setDoing({ field: editable(condition), at })}
            >
              <FilterWords fields={fields} clause={condition} />
            </button>
            <button
              type="button"
              className="kd-chip-remove"
              aria-label={t('records.filter.remove', {
                label: editable(condition)?.label ?? condition.field,
              })}
              onClick={() => setConditions(conditions.filter((_, place) => place !== at))}
            >
              <X size={13} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <Button
        type="text"
        size="small"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => setDoing({ at: conditions.length })}
      >
        {t('records.filter.orElse')}
      </Button>
      <Flex gap={8} justify="flex-end">
        <Button size="small" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" autoFocus>
          {t('common.apply')}
        </Button>
      </Flex>
    </form>
  );
}
