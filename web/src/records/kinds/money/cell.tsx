import { amountText, moneyText } from '@/format/money';
import { isMoney } from '../../controller/values';
import type { CellProps } from '../contract';

/** A list's column says the currency once, in its heading, as long as it is the usual one. */
export function MoneyCell({ value, place }: CellProps) {
  if (!isMoney(value)) return null;
  const usual = place === 'list' && value.currency === 'CNY';
  return <span>{usual ? amountText(value) : moneyText(value)}</span>;
}
