import { App, Button, Select } from 'antd';
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Person } from '@/ui/avatar';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { ReviewSheet } from './review-sheet';
import { type ReviewHead, useReviewActs, useReviews, useStaleAccounts } from './use-reviews';
import './review.css';

const SCHEDULES = [0, 1, 3, 6, 12];

/** Reviews of what everybody may do, how often they begin, and accounts that nobody uses. */
export function ReviewTab() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data, error, refetch } = useReviews();
  const { start, schedule } = useReviewActs();
  const [open, setOpen] = useState<string | null>(null);
  const tell = { onError: (failed: unknown) => message.error(asProblem(failed).words()) };
  const going = data?.items.some(({ signed_at }) => !signed_at);
  return (
    <>
      <Panel
        title={t('access.review.schedule')}
        text={t('access.review.scheduleText')}
        extra={
          <Select
            aria-label={t('access.review.schedule')}
            value={data?.every_months}
            loading={!data || schedule.isPending}
            onChange={(months) => schedule.mutate(months, tell)}
            options={SCHEDULES.map((months) => ({
              value: months,
              label: months ? t('access.review.every', { count: months }) : t('access.review.never'),
            }))}
            className="kd-review-schedule"
          />
        }
      >
        {null}
      </Panel>
      {data && !going && (
        <div className="kd-access-tools">
          <Button type="primary" loading={start.isPending} onClick={() => start.mutate(undefined, tell)}>
            {t('access.review.start')}
          </Button>
        </div>
      )}
      <div className="kd-card">
        {!data && (error ? <Failure error={error} retry={refetch} /> : <Lines rows={4} />)}
        {data?.items.length === 0 && (
          <Blank icon={ClipboardCheck} title={t('access.review.empty')}>
            {t('access.review.emptyText')}
          </Blank>
        )}
        <ul className="kd-access-proposals">
          {data?.items.map((review) => (
            <ReviewLine key={review.id} review={review} onOpen={() => setOpen(review.id)} />
          ))}
        </ul>
      </div>
      <StaleAccounts />
      {open && <ReviewSheet id={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function ReviewLine({ review, onOpen }: { review: ReviewHead; onOpen: () => void }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const state = review.signed_at
    ? t('access.review.signed', {
        name: review.signed_by?.title ?? t('access.review.house'),
        at: moment(review.signed_at, time_zone),
      })
    : t('access.review.due', { due: review.due_on, expires: review.expires_on });
  return (
    <li>
      <div className="kd-access-role-head">
        <b>{t('access.review.title', { at: moment(review.started_at, time_zone) })}</b>
        <Tag color={review.signed_at ? 'green' : 'gold'}>
          {t('access.review.progress', { done: review.done, total: review.total })}
        </Tag>
        <span className="kd-grow" />
        <Button size="small" type={review.signed_at ? 'default' : 'primary'} onClick={onOpen}>
          {t(review.signed_at ? 'access.review.look' : 'access.review.go')}
        </Button>
      </div>
      <p className="kd-second">{state}</p>
    </li>
  );
}

function StaleAccounts() {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const { data } = useStaleAccounts();
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t('access.review.stale')} text={t('access.review.staleText', { days: data.days })}>
      <ul className="kd-access-proposals">
        {data.items.map(({ user, seen_at, made_at }) => (
          <li key={user.id} className="kd-access-role-head">
            <Person id={user.id} name={user.title} />
            <span className="kd-second">
              {seen_at
                ? t('access.review.seen', { at: moment(seen_at, time_zone) })
                : t('access.review.unseen', { at: moment(made_at, time_zone) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
