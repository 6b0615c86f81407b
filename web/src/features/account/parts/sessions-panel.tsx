import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Monitor, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { OpenSession } from '@/api/types';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { deviceOf, isPhone } from './device';

export function SessionsPanel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { time_zone } = useSession();
  const queries = useQueryClient();
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: () => api.get<OpenSession[]>('/session/all'),
  });
  const end = useMutation({
    mutationFn: () => api.delete('/session/all'),
    onSuccess: () => {
      message.success(t('account.sessions.ended'));
      return queries.invalidateQueries({ queryKey: ['sessions'] });
    },
    onError: (failed) => message.error(asProblem(failed).message),
  });
  return (
    <Panel
      title={t('account.sessions.title')}
      extra={
        data && data.length > 1 ? (
          <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
            {t('account.sessions.endOthers')}
          </Button>
        ) : undefined
      }
    >
      {isPending && <Lines rows={3} />}
      {error && <Failure error={error} retry={refetch} compact />}
      <ul className="kd-session-list">
        {data?.map((session) => {
          const Picture = isPhone(session.agent) ? Smartphone : Monitor;
          return (
            <li key={session.id}>
              <Picture size={20} strokeWidth={1.5} aria-hidden />
              <div>
                {deviceOf(session.agent) ?? t('account.sessions.unknown')}
                <p>
                  {session.ip} · {t('account.sessions.seen', { when: moment(session.seen_at, time_zone) })} ·{' '}
                  {t('account.sessions.since', { when: moment(session.created_at, time_zone) })}
                </p>
              </div>
              {session.current && <Tag color="green">{t('account.sessions.this')}</Tag>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
