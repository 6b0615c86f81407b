import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FilterValue } from '@/api/types';
import type { FilterKind, FilterProps } from '../contract';
import { AmountInput } from './amount-input';

const text = (value: FilterValue | undefined) => (typeof value === 'string' && value !== '' ? value : null);

function Editor({ field, op, value, onChange }: FilterProps) {
  const { t } = useTranslation();
  if (op !== 'between')
    return (
      <AmountInput
        label={field.label}
        amount={text(value)}
        onChange={(next) => onChange(next ?? '')}
        autoFocus
      />
    );
  const [from, to] = Array.isArray(value) ? value : [];
  return (
    <Flex gap={8} align="center">
      <AmountInput
        label={t('records.filter.from')}
        amount={text(from)}
        onChange={(next) => onChange([next ?? '', to ?? ''])}
        autoFocus
      />
      <span aria-hidden>–</span>
      <AmountInput
        label={t('records.filter.to')}
        amount={text(to)}
        onChange={(next) => onChange([from ?? '', next ?? ''])}
      />
    </Flex>
  );
}

export const amountFilter: FilterKind = { Editor, start: (op) => (op === 'between' ? ['', ''] : '') };
