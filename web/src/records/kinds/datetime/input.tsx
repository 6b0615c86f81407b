import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { fromWall, todayIn, toWall } from '@/format/time';
import type { InputProps } from '../contract';
import { DayPicker } from '../parts/day-picker';

export function DatetimeInput({ value, onChange, id, invalid, describedBy, autoFocus, field }: InputProps) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const today = todayIn(time_zone);
  const at = (days: number, hour: number): Dayjs => today.add(days, 'day').hour(hour);
  const ahead = [
    { label: t('records.preset.tomorrow'), value: at(1, 9) },
    { label: t('records.preset.threeDays'), value: at(3, 9) },
    { label: t('records.preset.nextWeek'), value: at(7, 9) },
    { label: t('records.preset.nextMonth'), value: today.add(1, 'month').hour(9) },
  ];
  return (
    <DayPicker
      id={id}
      value={value ? toWall(String(value), time_zone) : null}
      onChange={(wall) => onChange(wall ? fromWall(wall, time_zone) : null)}
      label={field.label}
      start={at(0, 9)}
      format="YYYY-MM-DD HH:mm"
      presets={field.name.startsWith('next_') ? ahead : undefined}
      invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
    />
  );
}
