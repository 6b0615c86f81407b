import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { briefMoment, exactMoment, moment, nearness } from '@/format/time';
import type { CellProps } from '../contract';
import './cell.css';

/** A field named next_… is something to do: today's stand out, missed ones warn. */
export function DatetimeCell({ field, value, place }: CellProps) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const iso = String(value);
  const near = field.name.startsWith('next_') ? nearness(iso, time_zone) : 'later';
  const text = place === 'list' ? briefMoment(iso, time_zone) : moment(iso, time_zone);
  return (
    <time dateTime={iso} title={exactMoment(iso, time_zone)} className="kd-moment" data-near={near}>
      {text}
      {near === 'overdue' && <span className="kd-hidden">{t('records.overdue')}</span>}
    </time>
  );
}
