import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useJob } from '@/api/jobs';
import { Failure } from '@/ui/states';
import { effectWords } from './effect-words';
import type { Effect, WhatIf, WhatIfResult } from './types';

/** Whom a change would let see more, and from whom it would take what; asked anew for each change. */
export function WhatIfPanel({ change }: { change: WhatIf }) {
  const { t } = useTranslation();
  const started = useQuery({
    queryKey: ['what-if', JSON.stringify(change)],
    queryFn: () => api.post<{ job: string }>('/access/what-if', change),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const job = useJob(started.data?.job);
  const result = job?.state === 'done' ? (job.result as unknown as WhatIfResult) : undefined;
  if (started.error) return <Failure error={started.error} compact />;
  return (
    <section className="kd-access-effect" aria-label={t('access.whatIf.title')} aria-live="polite">
      <h2>{t('access.whatIf.title')}</h2>
      {job?.state === 'failed' && <p className="kd-form-error">{job.error?.detail}</p>}
      {!result && job?.state !== 'failed' && (
        <Progress
          percent={job?.total ? Math.round((job.done / job.total) * 100) : 0}
          aria-label={t('access.whatIf.title')}
          showInfo={false}
        />
      )}
      {result && result.objects.length === 0 && <p>{t('access.whatIf.nothing', { count: result.people })}</p>}
      {result?.objects.map(({ object, label, verbs }) => (
        <ul key={object}>
          {verbs.map((effect) => (
            <li key={effect.verb}>
              <EffectLine label={label} effect={effect} />
            </li>
          ))}
        </ul>
      ))}
      {result && <p className="kd-second">{t('access.whatIf.desk')}</p>}
    </section>
  );
}

function EffectLine({ label, effect }: { label: string; effect: Effect }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{effectWords(t, label, effect)}</summary>
      <table className="kd-access-people">
        <thead>
          <tr>
            <th scope="col">{t('access.whatIf.person')}</th>
            <th scope="col">{t('access.whatIf.before')}</th>
            <th scope="col">{t('access.whatIf.after')}</th>
            <th scope="col">{t('access.whatIf.gain')}</th>
            <th scope="col">{t('access.whatIf.lose')}</th>
          </tr>
        </thead>
        <tbody>
          {effect.people.map(({ user, before, after, gain, lose }) => (
            <tr key={user.id}>
              <th scope="row">{user.title}</th>
              <td>{before.toLocaleString()}</td>
              <td>{after.toLocaleString()}</td>
              <td>{gain.toLocaleString()}</td>
              <td>{lose.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
