import { Button, Flex, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, FilterValue, Op } from '@/api/types';
import { filterOf } from '../kinds/filters';
import { missingIn } from '../kinds/missing';
import { opKey } from './filter-words';
import './condition-editor.css';

type Props = {
  field: Field;
  op: Op;
  value?: FilterValue;
  onApply: (condition: Condition) => void;
  onCancel: () => void;
  /** Left out within a group, which holds no further groups. */
  onOr?: (condition: Condition) => void;
};

export default function ConditionEditor(props: Props) {
  const { field, op: firstOp, value: firstValue, onApply, onCancel, onOr } = props;
  const { t } = useTranslation();
  const id = useId();
  const { Editor, start } = filterOf(field.kind);
  const [op, setOp] = useState<Op>(firstOp);
  const [value, setValue] = useState<FilterValue>(
    firstValue ?? (firstOp === 'empty' ? true : start(firstOp)),
  );
  // Nobody is told what is missing before they say that they are done.
  const [tried, setTried] = useState(false);
  const condition: Condition = { field: field.name, op, value };
  const missing = missingIn(condition);

  const options = (field.ops ?? []).flatMap((one) =>
    one === 'empty'
      ? [
          { value: 'empty', label: t('records.op.isEmpty') },
          { value: 'filled', label: t('records.op.isNotEmpty') },
        ]
      : [{ value: one as string, label: t(one === 'within' ? 'records.op.within' : opKey(field, one)) }],
  );

  function choose(next: string) {
    setTried(false);
    if (next === 'empty' || next === 'filled') {
      setOp('empty');
      setValue(next === 'empty');
      return;
    }
    setOp(next as Op);
    setValue(start(next as Op));
  }
  const finish = (done: (condition: Condition) => void) => (missing ? setTried(true) : done(condition));
  return (
    <form
      className="kd-condition"
      aria-label={t('records.filter.on', { label: field.label })}
      aria-describedby={tried && missing ? `${id}-missing` : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        finish(onApply);
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
      {tried && missing && (
        <p className="kd-condition-missing" id={`${id}-missing`} role="alert">
          {t(`records.filter.missing.${missing}`, {
            from: t(opKey(field, 'gte')),
            to: t(opKey(field, 'lte')),
          })}
        </p>
      )}
      <Flex gap={8} justify="flex-end">
        {onOr && (
          <Button size="small" type="text" className="kd-condition-or" onClick={() => finish(onOr)}>
            {t('records.filter.orElse')}
          </Button>
        )}
        <Button size="small" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit">
          {t('common.apply')}
        </Button>
      </Flex>
    </form>
  );
}
