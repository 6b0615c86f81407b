import { Switch } from 'antd';
import type { InputProps } from '../contract';

export function BooleanInput({ value, onChange, id, describedBy, autoFocus, field }: InputProps) {
  return (
    <Switch
      id={id}
      checked={value === true}
      onChange={onChange}
      aria-label={field.label}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
    />
  );
}
