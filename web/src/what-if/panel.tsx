import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useJob } from '@/api/jobs';
import { Failure } from '@/ui/states';
import type { Ability, Effect, WhatIf, WhatIfResult } from './types';
import { abilityWords, effectWords } from './words';
import './what-if.css';

type Props = { change: WhatIf /** By a button, which may stand far from here. */; asked?: boolean };

/** Whom a change would let see more, and from whom it would take what; asked anew for each change. */
export function WhatIfPanel({ change, asked }: Props) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const started = useQuery({
    queryKey: ['what-if', JSON.stringify(change)],
    queryFn: () => api.post<{ job: string }>('/access/what-if', change),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const job = useJob(started.data?.job);
  const result = job?.state === 'done' ? (job.result as unknown as WhatIfResult) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer takes more room than the question
  useEffect(() => {
    if (asked) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, result]);
  if (started.error) return <Failure error={started.error} compact />;
  return (
    <section ref={panel} className="kd-what-if" aria-label={t('access.whatIf.title')} aria-live="polite">
      <h2>{t('access.whatIf.title')}</h2>
      {job?.state === 'failed' && <p className="kd-form-error">{job.error?.detail}</p>}
      {!result && job?.state !== 'failed' && (
        <Progress
          percent={job?.total ? Math.round((job.done / job.total) * 100) : 0}
          aria-label={t('access.whatIf.title')}
          showInfo={false}
        />
      )}
      {result && result.objects.length + result.house.length === 0 && (
        <p>{t('access.whatIf.nothing', { count: result.people })}</p>
      )}
      {result && result.house.length > 0 && (
        <ul>
          {result.house.map((ability) => (
            <li key={ability.what}>
              <AbilityLine ability={ability} />
            </li>
          ))}
        </ul>
      )}
      {result?.objects.map(({ object, label, one, rows, abilities }) => (
        <ul key={object}>
          {rows.map((effect) => (
            <li key={[effect.what, effect.occasion, ...effect.fields].join()}>
              <EffectLine label={label} one={one} effect={effect} />
            </li>
          ))}
          {abilities.map((ability) => (
            <li key={[ability.what, ability.occasion].join()}>
              <AbilityLine label={label} ability={ability} />
            </li>
          ))}
        </ul>
      ))}
      {result && <p className="kd-second">{t('access.whatIf.desk')}</p>}
    </section>
  );
}

function EffectLine({ label, one, effect }: { label: string; one: string; effect: Effect }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{effectWords(t, label, effect, one)}</summary>
      <table className="kd-what-if-people">
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

function AbilityLine({ label, ability }: { label?: string; ability: Ability }) {
  const { t } = useTranslation();
  const { started, ended, otherwise } = ability;
  const people = [started, ended, otherwise].flatMap((some) => some?.people ?? []);
  return (
    <details>
      <summary>{abilityWords(t, label, ability)}</summary>
      <p className="kd-second">{people.map(({ title }) => title).join(t('access.who.comma'))}</p>
    </details>
  );
}
