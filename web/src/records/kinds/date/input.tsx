import dayjs from 'dayjs';
import type { InputProps } from '../contract';
import { DayPicker } from '../parts/day-picker';

export function DateInput({ field, value, onChange, id, invalid, describedBy, autoFocus }: InputProps) {
  return (
    <DayPicker
      id={id}
      label={field.label}
      value={value ? dayjs(String(value)) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
      format={['YYYY-MM-DD', 'YYYY/M/D', 'YYYY年M月D日', 'YYYYMMDD']}
      invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
    />
  );
}
