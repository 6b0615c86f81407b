import { Input } from 'antd';
import type { HTMLInputTypeAttribute } from 'react';
import type { InputProps } from '../contract';

type Props = InputProps & {
  type?: HTMLInputTypeAttribute;
  inputMode?: 'tel' | 'email' | 'url' | 'decimal';
  placeholder?: string;
};

export function LineInput({ field, value, onChange, id, invalid, describedBy, autoFocus, ...rest }: Props) {
  return (
    <Input
      id={id}
      value={value === null ? '' : String(value)}
      onChange={(event) => onChange(event.target.value || null)}
      maxLength={field.max}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      autoComplete="off"
      {...rest}
    />
  );
}
