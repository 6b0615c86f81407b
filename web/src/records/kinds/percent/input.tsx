import type { InputProps } from '../contract';
import { AmountInput } from '../parts/amount-input';

export function PercentInput({ value, onChange, field: _, ...rest }: InputProps) {
  return (
    <AmountInput amount={value === null ? null : String(value)} onChange={onChange} suffix="%" {...rest} />
  );
}
