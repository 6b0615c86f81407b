import { DatePicker, type DatePickerProps, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { CalendarDays } from 'lucide-react';
import { type KeyboardEvent, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';

const DaySheet = lazy(() => import('./day-sheet'));

type Taken = 'id' | 'placeholder' | 'autoFocus' | 'aria-describedby' | 'aria-label';
type Props = Pick<DatePickerProps<Dayjs>, Taken> & {
  /** What is chosen, for whoever reads it apart from its label. */
  label?: string;
  value: Dayjs | null;
  /** The first is how it is shown, the others are understood, too. */
  format?: string | string[];
  /** Asked for with the time of the day; where none is chosen yet, it begins with this one. */
  start?: Dayjs;
  presets?: { label: string; value: Dayjs }[];
  invalid?: boolean;
  onChange: (day: Dayjs | null) => void;
};

/** A day, at the desk out of a calendar that opens below, on a phone on a sheet of its own. */
export function DayPicker(props: Props) {
  return usePhone() ? <OnPhone {...props} /> : <AtDesk {...props} />;
}

/**
 * What is picked or typed counts at once, without a further "OK": whoever goes on to save has meant it.
 * The picker itself would keep it back until it is closed, and drop it where closing is not confirming.
 */
function AtDesk({ invalid, onChange, start, label: _, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const take = (day: Dayjs | Dayjs[] | null) => onChange(Array.isArray(day) ? (day[0] ?? null) : day);
  return (
    <DatePicker
      {...rest}
      showTime={start && { format: 'HH:mm', minuteStep: 5, defaultOpenValue: start }}
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

/** Keys that are pressed on the sheet are no keys of what the day is asked for in. */
const apart = (event: KeyboardEvent) => event.stopPropagation();

function OnPhone({ value, onChange, format = 'YYYY-MM-DD', start, presets, invalid, ...rest }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = value?.format(Array.isArray(format) ? format[0] : format) ?? '';
  return (
    <>
      <Input
        id={rest.id}
        value={shown}
        readOnly
        placeholder={rest.placeholder ?? t('records.day.choose')}
        suffix={<CalendarDays size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
        aria-haspopup="dialog"
        aria-label={rest['aria-label']}
        aria-describedby={rest['aria-describedby']}
        aria-invalid={invalid}
        status={invalid ? 'error' : undefined}
        autoFocus={rest.autoFocus}
      />
      {open && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps keys apart.
        <span onKeyDown={apart}>
          <Part>
            <DaySheet
              title={rest.label ?? rest['aria-label'] ?? t('records.day.choose')}
              value={value}
              timed={start !== undefined}
              start={start}
              presets={presets}
              onPick={onChange}
              onClose={() => setOpen(false)}
            />
          </Part>
        </span>
      )}
    </>
  );
}
