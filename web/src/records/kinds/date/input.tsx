import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { InputProps } from '../contract';

export function DateInput({ value, onChange, id, invalid, describedBy, autoFocus }: InputProps) {
  return (
    <DatePicker
      id={id}
      value={value ? dayjs(String(value)) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
      format={['YYYY-MM-DD', 'YYYY/M/D', 'YYYY年M月D日', 'YYYYMMDD']}
      status={invalid ? 'error' : undefined}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      className="kd-wide"
    />
  );
}
