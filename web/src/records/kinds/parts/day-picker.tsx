import { DatePicker, type DatePickerProps } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';

type Taken = 'id' | 'format' | 'showTime' | 'presets' | 'placeholder' | 'autoFocus' | 'aria-describedby';
type Props = Pick<DatePickerProps<Dayjs>, Taken> & {
  value: Dayjs | null;
  invalid?: boolean;
  onChange: (day: Dayjs | null) => void;
};

/**
 * What is picked or typed counts at once, without a further "OK": whoever goes on to save has meant it.
 * The picker itself would keep it back until it is closed, and drop it where closing is not confirming.
 */
export function DayPicker({ invalid, onChange, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const take = (day: Dayjs | Dayjs[] | null) => onChange(Array.isArray(day) ? (day[0] ?? null) : day);
  return (
    <DatePicker
      {...rest}
      needConfirm={false}
      onChange={take}
      onCalendarChange={take}
      onOpenChange={setOpen}
      data-open={open || undefined}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      className="kd-wide"
    />
  );
}
