import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Siren } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { type Emergency, useEmergencyActs, useOwnEmergency } from '@/api/emergency';
import { timeLeft } from './time-left';

/** A red line above every page, for whoever sees more than usual just now: for how long, to what, and the way to end it. */
export function EmergencyBar() {
  const queries = useQueryClient();
  const own = useOwnEmergency();
  const until = own?.until ?? null;
  const before = useRef(until);
  const asked = useRef(false);
  // It was allowed, or somebody else has ended it: what one may see has changed.
  useEffect(() => {
    if (before.current !== until && (asked.current || before.current)) void queries.invalidateQueries();
    before.current = until;
    asked.current = own !== undefined;
  }, [until, own, queries]);
  return own?.until ? <Open emergency={own} until={own.until} /> : null;
}

function Open({ emergency, until }: { emergency: Emergency; until: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { end } = useEmergencyActs();
  const [now, setNow] = useState(() => Date.now());
  const left = Date.parse(until) - now;
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, []);
  const over = left <= 0;
  // What it opened is no longer to be seen.
  useEffect(() => {
    if (over) void queries.invalidateQueries();
  }, [over, queries]);
  if (over) return null;
  // Awaited here: when it has ended, this line is gone.
  const finish = () =>
    end
      .mutateAsync(emergency.id)
      .then(() => message.success(t('shell.emergency.ended')))
      .catch((failed) => message.error(asProblem(failed).words()));
  const scope = emergency.objects?.map(({ label }) => label).join(t('common.and'));
  return (
    <section className="kd-notice-bar" data-tone="danger" aria-label={t('shell.emergency.title')}>
      <Siren size={15} aria-hidden />
      <span className="kd-grow">
        <b>{t('shell.emergency.title')}</b>{' '}
        {scope ? t('shell.emergency.scope', { scope }) : t('shell.emergency.all')}{' '}
        <span className="kd-notice-more">{t('shell.emergency.rules')}</span>
      </span>
      <span role="timer" className="kd-notice-time">
        {t('shell.emergency.left', { left: timeLeft(left) })}
      </span>
      <Button size="small" danger loading={end.isPending} onClick={() => void finish()}>
        {t('shell.emergency.end')}
      </Button>
    </section>
  );
}
