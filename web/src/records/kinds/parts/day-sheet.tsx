import { Button } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { todayIn } from '@/format/time';
import { Sheet } from '@/ui/sheet';
import { weeksOf } from './month';
import './day-sheet.css';

type Props = {
  title: string;
  value: Dayjs | null;
  /** With the time of the day. */
  timed: boolean;
  /** There has to be one: it cannot be cleared. */
  required?: boolean;
  /** The hour that is meant where none is chosen. */
  start?: Dayjs;
  presets?: { label: string; value: Dayjs }[];
  onPick: (day: Dayjs | null) => void;
  onClose: () => void;
};

const HOURS = [9, 10, 11, 14, 15, 16, 17, 18];
const YEARS = { back: 100, ahead: 20 };

/** A day, and its time where it has one, chosen with a thumb. What is chosen counts when it is confirmed; Back leaves what stood. */
export default function DaySheet({ title, value, timed, required, start, presets, onPick, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { time_zone } = useSession();
  const today = todayIn(time_zone);
  const [day, setDay] = useState<Dayjs | null>(value);
  const [month, setMonth] = useState(() => (value ?? today).startOf('month'));
  const usual = start ?? today.hour(9);
  const whole = (other: Dayjs) =>
    timed
      ? other
          .hour((day ?? usual).hour())
          .minute((day ?? usual).minute())
          .second(0)
      : other;
  const years = Array.from({ length: YEARS.back + YEARS.ahead + 1 }, (_, nth) =>
    String(today.year() - YEARS.back + nth),
  );
  const months = Array.from({ length: 12 }, (_, nth) =>
    dayjs()
      .month(nth)
      .date(1)
      .locale(i18n.language === 'en' ? 'en' : 'zh-cn')
      .format('MMMM'),
  );
  function take(chosen: Dayjs | null) {
    onPick(chosen);
    onClose();
  }
  const said = day?.format(timed ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD');
  return (
    <Sheet
      open
      title={title}
      onClose={onClose}
      footer={
        <div className="kd-day-foot">
          {!required && (
            <Button onClick={() => take(null)} disabled={!value && !day}>
              {t('records.day.clear')}
            </Button>
          )}
          <Button type="primary" disabled={!day} onClick={() => take(day)}>
            {said ? t('records.day.take', { when: said }) : t('records.day.choose')}
          </Button>
        </div>
      }
    >
      {presets && (
        <div className="kd-day-chips">
          {presets.map((preset) => (
            <Button key={preset.label} onClick={() => take(preset.value)}>
              {preset.label}
            </Button>
          ))}
        </div>
      )}
      <div className="kd-day-month">
        <Button
          type="text"
          icon={<ChevronLeft size={18} aria-hidden />}
          aria-label={t('records.day.previous')}
          onClick={() => setMonth(month.subtract(1, 'month'))}
        />
        <select
          aria-label={t('records.day.year')}
          value={String(month.year())}
          onChange={(event) => setMonth(month.year(Number(event.target.value)))}
        >
          {years.map((year) => (
            <option key={year}>{year}</option>
          ))}
        </select>
        <select
          aria-label={t('records.day.month')}
          value={month.month()}
          onChange={(event) => setMonth(month.month(Number(event.target.value)))}
        >
          {months.map((name, nth) => (
            <option key={name} value={nth}>
              {name}
            </option>
          ))}
        </select>
        <Button
          type="text"
          icon={<ChevronRight size={18} aria-hidden />}
          aria-label={t('records.day.next')}
          onClick={() => setMonth(month.add(1, 'month'))}
        />
      </div>
      <table className="kd-day-grid">
        <thead>
          <tr>
            {weeksOf(month)[0]?.map((one) => (
              <th key={one.day()} scope="col">
                {one.locale(i18n.language === 'en' ? 'en' : 'zh-cn').format('dd')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]?.format('MM-DD')}>
              {week.map((one) => (
                <td key={one.format('MM-DD')}>
                  <button
                    type="button"
                    aria-label={one.format('YYYY-M-D')}
                    aria-pressed={day?.isSame(one, 'day') ?? false}
                    aria-current={one.isSame(today, 'day') ? 'date' : undefined}
                    data-around={one.month() !== month.month() || undefined}
                    onClick={() => setDay(whole(one))}
                  >
                    {one.date()}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {timed && (
        <>
          <fieldset className="kd-day-chips" aria-label={t('records.day.time')}>
            {HOURS.map((hour) => (
              <Button
                key={hour}
                type={day?.hour() === hour && day.minute() === 0 ? 'primary' : 'default'}
                aria-pressed={day?.hour() === hour && day.minute() === 0}
                onClick={() => setDay((day ?? today).hour(hour).minute(0).second(0))}
              >
                {`${String(hour).padStart(2, '0')}:00`}
              </Button>
            ))}
          </fieldset>
          <label className="kd-day-exact">
            {t('records.day.exact')}
            <input
              type="time"
              value={day?.format('HH:mm') ?? ''}
              onChange={(event) => {
                const [hour, minute] = event.target.value.split(':').map(Number);
                if (hour !== undefined && minute !== undefined)
                  setDay((day ?? today).hour(hour).minute(minute).second(0));
              }}
            />
          </label>
        </>
      )}
    </Sheet>
  );
}
