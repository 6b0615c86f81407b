import { useQuery } from '@tanstack/react-query';
import { Button, Flex } from 'antd';
import dayjs from 'dayjs';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useSavePreferences, useSession } from '@/api/session';
import type { Link } from '@/api/types';
import { moment } from '@/format/time';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';

type Report = {
  user: Link;
  week: string;
  until: string;
  summary: string[];
  notable: { at: string; text: string }[];
  more: number;
};

/** As far back as the server tells. */
const WEEKS = 11;

/** What somebody who is leaving did in a week. Opening it takes the line above the pages away. */
export function LeavingReport({ user, onClose }: { user: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { time_zone, preferences } = useSession();
  const { mutate: save } = useSavePreferences();
  const [back, setBack] = useState(0);
  const [newest, setNewest] = useState<string>();
  const week = newest && dayjs(newest).subtract(back, 'week').format('YYYY-MM-DD');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['leaving', user, back],
    queryFn: () => api.get<Report>(`/leaving/${user}`, { week: back ? week : undefined }),
  });
  const read = preferences.leaving_read;
  useEffect(() => {
    if (!data || back > 0) return;
    setNewest(data.week);
    if (data.week > (read?.[user] ?? '')) save({ leaving_read: { ...read, [user]: data.week } });
  }, [data, back, read, save, user]);
  return (
    <Sheet
      open
      title={data ? t('people.report.title', { name: data.user.title }) : t('people.report.open')}
      width={520}
      onClose={onClose}
    >
      <Flex align="center" gap={4}>
        <Button
          type="text"
          icon={<ChevronLeft size={16} aria-hidden />}
          aria-label={t('people.report.earlier')}
          disabled={!newest || back >= WEEKS}
          onClick={() => setBack(back + 1)}
        />
        <span>{data && t('people.report.week', { from: data.week, to: data.until })}</span>
        <Button
          type="text"
          icon={<ChevronRight size={16} aria-hidden />}
          aria-label={t('people.report.later')}
          disabled={back === 0}
          onClick={() => setBack(back - 1)}
        />
      </Flex>
      {isPending && <Lines rows={6} />}
      {error && <Failure error={error} retry={refetch} />}
      {data && (
        <>
          <ul className="kd-report">
            {data.summary.length === 0 && <li>{t('people.report.nothing')}</li>}
            {data.summary.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {data.notable.length > 0 && <h3>{t('people.report.notable')}</h3>}
          <ul className="kd-report">
            {data.notable.map(({ at, text }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same may be done twice in one moment
              <li key={place}>
                <span className="kd-second">{moment(at, time_zone)}</span> {text}
              </li>
            ))}
          </ul>
          {data.more > 0 && <p className="kd-second">{t('people.report.more', { count: data.more })}</p>}
        </>
      )}
    </Sheet>
  );
}
