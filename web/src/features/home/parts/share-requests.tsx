import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { ShareRequests as Requests } from '@/api/types';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';
import { Failure } from '@/ui/states';

const KEY = ['share-requests'];

/** What colleagues ask to be shared, and what became of what one asked for. Nothing where there is neither. */
export function ShareRequests() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { time_zone } = useSession();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => api.get<Requests>('/share-requests'),
  });
  const answer = useMutation({
    mutationFn: ({ id, give }: { id: string; give: boolean }) =>
      api.post(`/share-requests/${id}/answer`, { give, may: 'read' }),
    onSuccess: (_, { give }) => message.success(t(give ? 'home.share.given' : 'home.share.refused')),
    onError: (error) => message.error(asProblem(error).words()),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const { to_answer: waiting = [], asked = [] } = data ?? {};
  const askToRefuse = (id: string, name: string) =>
    modal.confirm({
      title: t('home.share.refuseTitle', { name }),
      okText: t('home.share.refuse'),
      onOk: () => answer.mutateAsync({ id, give: false }).catch(() => undefined),
    });
  if (error)
    return (
      <Panel title={t('home.share.title')}>
        <Failure error={error} retry={refetch} compact />
      </Panel>
    );
  if (waiting.length === 0 && asked.length === 0) return null;
  return (
    <Panel title={t('home.share.title')}>
      <ul className="kd-home-list">
        {waiting.map((one) => (
          <li key={one.id} className="kd-home-item">
            <div className="kd-home-main">
              <Link to="/r/$object/$id" params={{ object: one.object, id: one.record.id }}>
                {one.record.title}
              </Link>
              <div>{t('home.share.asks', { name: one.by.title, when: moment(one.at, time_zone) })}</div>
              {one.note && <div className="kd-home-note">{t('home.share.note', { note: one.note })}</div>}
            </div>
            <div className="kd-home-side kd-home-answer">
              <Button
                size="small"
                type="primary"
                disabled={answer.isPending}
                onClick={() => answer.mutate({ id: one.id, give: true })}
              >
                {t('home.share.give')}
              </Button>
              <Button
                size="small"
                disabled={answer.isPending}
                onClick={() => askToRefuse(one.id, one.by.title)}
              >
                {t('home.share.refuse')}
              </Button>
            </div>
          </li>
        ))}
        {asked.map((one) => (
          <li key={one.id} className="kd-home-item">
            <div className="kd-home-main">
              {one.record ? (
                <Link to="/r/$object/$id" params={{ object: one.object, id: one.record.id }}>
                  {one.record.title}
                </Link>
              ) : (
                <b>{one.asked_for}</b>
              )}
              <div>{t('home.share.asked', { label: one.object_label, when: moment(one.at, time_zone) })}</div>
            </div>
            <span className="kd-home-side">{t(`home.share.state.${one.state}`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
