import { App, Button, Flex } from 'antd';
import { Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useEmergencies, useEmergencyActs } from '@/api/emergency';
import { useMay, useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Person } from '@/ui/avatar';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';

/** Emergency access that is asked for or going on. */
export function EmergencyTab() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user, time_zone } = useSession();
  const may = useMay('access');
  const { data, error, refetch } = useEmergencies();
  const { approve, end } = useEmergencyActs();
  const tell = { onError: (failed: unknown) => message.error(asProblem(failed).words()) };
  return (
    <>
      <p className="kd-second kd-access-intro">{t('access.emergency.text')}</p>
      <div className="kd-card">
        {!data && (error ? <Failure error={error} retry={refetch} /> : <Lines rows={3} />)}
        {data?.items.length === 0 && (
          <Blank icon={Siren} title={t('access.emergency.empty')}>
            {t('access.emergency.emptyText')}
          </Blank>
        )}
        <ul className="kd-access-proposals">
          {data?.items.map((one) => (
            <li key={one.id}>
              <div className="kd-access-role-head">
                <Person id={one.user.id} name={one.user.title} />
                <Tag color={one.until ? 'volcano' : 'gold'}>
                  {one.until
                    ? t('access.emergency.until', { at: moment(one.until, time_zone) })
                    : t('access.emergency.waits')}
                </Tag>
              </div>
              <p>{one.reason}</p>
              <p className="kd-second">
                {t('access.emergency.scope', {
                  scope:
                    one.objects?.map(({ label }) => label).join(t('common.and')) ?? t('access.emergency.all'),
                  count: one.minutes,
                })}
              </p>
              <p className="kd-second">
                {t('access.emergency.asked', { at: moment(one.asked_at, time_zone) })}
                {one.approved_by && ` · ${t('access.emergency.by', { name: one.approved_by.title })}`}
              </p>
              {may && (
                <Flex gap={8} className="kd-access-decide">
                  {!one.until && one.user.id !== user.id && (
                    <Button type="primary" size="small" onClick={() => approve.mutate(one.id, tell)}>
                      {t('access.emergency.approve', { count: one.minutes })}
                    </Button>
                  )}
                  <Button size="small" danger={Boolean(one.until)} onClick={() => end.mutate(one.id, tell)}>
                    {t(one.until ? 'access.emergency.end' : 'access.emergency.decline')}
                  </Button>
                </Flex>
              )}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
