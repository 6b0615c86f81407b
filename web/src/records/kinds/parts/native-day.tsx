import { Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';

type Props = { label: string; value: Dayjs | null; onChange: (day: Dayjs | null) => void };

/** A phone brings a calendar of its own, which needs no room beside what else is open. */
export function NativeDay({ label, value, onChange }: Props) {
  return (
    <Input
      type="date"
      aria-label={label}
      value={value?.format('YYYY-MM-DD') ?? ''}
      onChange={(event) => onChange(event.target.value ? dayjs(event.target.value) : null)}
    />
  );
}
