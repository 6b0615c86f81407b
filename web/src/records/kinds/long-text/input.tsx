import { Input } from 'antd';
import type { InputProps } from '../contract';

export function LongTextInput({ field, value, onChange, id, invalid, describedBy, autoFocus }: InputProps) {
  return (
    <Input.TextArea
      id={id}
      value={value === null ? '' : String(value)}
      onChange={(event) => onChange(event.target.value || null)}
      maxLength={field.max}
      rows={3}
      className="kd-growing"
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
    />
  );
}
