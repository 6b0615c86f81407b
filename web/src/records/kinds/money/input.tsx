import { useTranslation } from 'react-i18next';
import { isMoney } from '../../controller/values';
import type { InputProps } from '../contract';
import { AmountInput } from '../parts/amount-input';

export function MoneyInput({ value, onChange, field: _, ...rest }: InputProps) {
  const { t } = useTranslation();
  const money = isMoney(value) ? value : null;
  const currency = money?.currency ?? 'CNY';
  return (
    <AmountInput
      amount={money?.amount ?? null}
      onChange={(amount) => onChange(amount === null ? null : { amount, currency })}
      prefix={currency === 'CNY' ? '¥' : currency}
      placeholder={t('records.input.money')}
      {...rest}
    />
  );
}
