import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Holdings, PastHandover } from '@/api/types';
import { count } from '@/format/number';
import { briefMoment } from '@/format/time';
import { UndoButton } from './undo-button';

/** What somebody has, in numbers; and what was handed over before. */
export function HoldingsList({ holdings }: { holdings: Holdings }) {
  const { t } = useTranslation();
  const { objects, reports, departments, shared, handovers } = holdings;
  const lines = [
    ...objects.map(({ object, label, count: number }) => ({ key: object, label, number, names: '' })),
    {
      key: 'reports',
      label: t('people.handover.reports'),
      number: reports.length,
      names: reports.map(({ title }) => title).join(t('common.and')),
    },
    {
      key: 'departments',
      label: t('people.handover.led'),
      number: departments.length,
      names: departments.join(t('common.and')),
    },
    { key: 'shared', label: t('people.handover.shared'), number: shared, names: '' },
  ];
  return (
    <>
      <p className="kd-second">{t('people.handover.about')}</p>
      <dl className="kd-holdings">
        {lines.map(({ key, label, number, names }) => (
          <div key={key}>
            <dt>
              {label}
              {names && <span className="kd-second">{names}</span>}
            </dt>
            <dd>{count(number)}</dd>
          </div>
        ))}
      </dl>
      {handovers.length > 0 && (
        <>
          <h3 className="kd-handover-head">{t('people.handover.past')}</h3>
          <ul className="kd-handovers">
            {handovers.map((past) => (
              <Past key={past.id} past={past} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Past({ past }: { past: PastHandover }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const moment = (iso: string) => briefMoment(iso, time_zone);
  return (
    <li>
      <span>
        {t('people.handover.pastLine', {
          at: moment(past.at),
          by: past.by?.title ?? '—',
          records: count(past.records),
        })}
        <span className="kd-second">
          {past.undone_at && t('people.handover.undoneAt', { at: moment(past.undone_at) })}
          {past.until && t('people.handover.undoUntil', { at: moment(past.until) })}
        </span>
      </span>
      {past.until && <UndoButton handover={past.id} />}
    </li>
  );
}
