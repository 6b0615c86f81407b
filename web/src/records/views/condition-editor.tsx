import { Button, Flex, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, FilterValue, Op } from '@/api/types';
import { filterOf } from '../kinds/filters';
import { isComplete } from '../kinds/words';
import { opKey } from './filter-bar';
import './condition-editor.css';

type Props = {
  field: Field;
  op: Op;
  value?: FilterValue;
  onApply: (condition: Condition) => void;
  onCancel: () => void;
};

export default function ConditionEditor({ field, op: firstOp, value: firstValue, onApply, onCancel }: Props) {
  const { t } = useTranslation();
  const { Editor, start } = filterOf(field.kind);
  const [op, setOp] = useState<Op>(firstOp);
  const [value, setValue] = useState<FilterValue>(
    firstValue ?? (firstOp === 'empty' ? true : start(firstOp)),
  );
  const condition: Condition = { field: field.name, op, value };

  const options = (field.ops ?? []).flatMap((one) =>
    one === 'empty'
      ? [
          { value: 'empty', label: t('records.op.isEmpty') },
          { value: 'filled', label: t('records.op.isNotEmpty') },
        ]
      : [{ value: one as string, label: t(one === 'within' ? 'records.op.within' : opKey(field, one)) }],
  );

  function choose(next: string) {
    if (next === 'empty' || next === 'filled') {
      setOp('empty');
      setValue(next === 'empty');
      return;
    }
    setOp(next as Op);
    setValue(start(next as Op));
  }
  return (
    <form
      className="kd-condition"
      aria-label={t('records.filter.on', { label: field.label })}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(condition)) onApply(condition);
      }}
    >
      <Flex gap={8} align="center">
        <b>{field.label}</b>
        <Select
          size="small"
          aria-label={t('records.filter.operator')}
          variant="filled"
          value={op === 'empty' ? (value === true ? 'empty' : 'filled') : op}
          options={options}
          onChange={choose}
          popupMatchSelectWidth={false}
        />
      </Flex>
      {op !== 'empty' && <Editor key={op} field={field} op={op} value={value} onChange={setValue} />}
      <Flex gap={8} justify="flex-end">
        <Button size="small" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" disabled={!isComplete(condition)}>
          {t('common.apply')}
        </Button>
      </Flex>
    </form>
  );
}
