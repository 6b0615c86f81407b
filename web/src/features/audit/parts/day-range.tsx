import { Button, DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { todayIn } from '@/format/time';
import { NativeDay } from '@/records/kinds/parts/native-day';
import { usePhone } from '@/ui/use-media';

type Props = { from?: string; to?: string; onChange: (range: { from?: string; to?: string }) => void };

const dayOf = (day: string | undefined) => (day ? dayjs(day) : null);
const textOf = (day: Dayjs | null | undefined) => day?.format('YYYY-MM-DD');

/** From which day to which; two months of a calendar side by side are wider than a phone, which has days of its own. */
export function DayRange({ from, to, onChange }: Props) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const phone = usePhone();
  const today = todayIn(time_zone);
  const presets: { label: string; value: [Dayjs, Dayjs] }[] = [
    { label: t('audit.preset.today'), value: [today, today] },
    { label: t('audit.preset.week'), value: [today.subtract(6, 'day'), today] },
    { label: t('audit.preset.month'), value: [today.subtract(29, 'day'), today] },
  ];
  if (!phone)
    return (
      <DatePicker.RangePicker
        className="kd-audit-range"
        aria-label={t('audit.time')}
        value={[dayOf(from), dayOf(to)]}
        onChange={(days) => onChange({ from: textOf(days?.[0]), to: textOf(days?.[1]) })}
        presets={presets}
        allowEmpty
      />
    );
  return (
    <fieldset className="kd-audit-days">
      <legend className="kd-hidden">{t('audit.time')}</legend>
      <NativeDay
        label={t('records.day.since')}
        value={dayOf(from)}
        onChange={(day) => onChange({ from: textOf(day), to })}
      />
      <NativeDay
        label={t('records.day.until')}
        value={dayOf(to)}
        onChange={(day) => onChange({ from, to: textOf(day) })}
      />
      {presets.map(({ label, value: [first, last] }) => (
        <Button key={label} onClick={() => onChange({ from: textOf(first), to: textOf(last) })}>
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
