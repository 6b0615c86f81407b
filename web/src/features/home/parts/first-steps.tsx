import { Link } from '@tanstack/react-router';
import { Button, Progress } from 'antd';
import {
  ArrowRight,
  CircleCheck,
  FileDown,
  ImageUp,
  type LucideIcon,
  MailCheck,
  UserPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/overview';
import { useSavePreferences, useSession } from '@/api/session';
import { Panel } from '@/ui/panel';
import type { HomeObject } from './home-object';

type Step = keyof Overview['steps'];

const pictures: Record<Step, LucideIcon> = {
  logo: ImageUp,
  people: UserPlus,
  records: FileDown,
  mail: MailCheck,
};

/** What gets a new company to work. Nobody ticks anything off: a step is done when the app sees that it is. */
export function FirstSteps({ steps, home }: { steps: Overview['steps']; home?: HomeObject }) {
  const { t } = useTranslation();
  const { preferences } = useSession();
  const { mutate } = useSavePreferences();
  const order: Step[] = ['logo', 'people', 'records', 'mail'];
  const done = order.filter((step) => steps[step]).length;
  if (preferences.first_steps_hidden || done === order.length) return null;
  const links: Record<Step, ReactNode> = {
    logo: <Link to="/settings">{t('home.steps.logo.act')}</Link>,
    people: <Link to="/people">{t('home.steps.people.act')}</Link>,
    records: home && (
      <Link to="/r/$object" params={{ object: home.object.name }}>
        {t('home.steps.records.act')}
      </Link>
    ),
    mail: <Link to="/settings">{t('home.steps.mail.act')}</Link>,
  };
  return (
    <Panel
      title={t('home.steps.title')}
      text={t('home.steps.text')}
      extra={
        <Button type="text" size="small" onClick={() => mutate({ first_steps_hidden: true })}>
          {t('home.steps.hide')}
        </Button>
      }
    >
      <Progress
        percent={(100 * done) / order.length}
        format={() => t('home.steps.done', { done, total: order.length })}
        aria-label={t('home.steps.title')}
      />
      <ol className="kd-steps">
        {order.map((step) => {
          const Picture = steps[step] ? CircleCheck : pictures[step];
          return (
            <li key={step} data-done={steps[step] || undefined}>
              <span className="kd-step-icon">
                <Picture size={18} strokeWidth={1.75} aria-hidden />
              </span>
              <div className="kd-grow">
                <b>{t(`home.steps.${step}.title`, { label: home?.object.many })}</b>
                <span>{t(`home.steps.${step}.text`, { label: home?.object.many })}</span>
              </div>
              {steps[step] ? (
                <span className="kd-step-done">{t('home.steps.isDone')}</span>
              ) : (
                <span className="kd-step-act">
                  {links[step]}
                  <ArrowRight size={14} aria-hidden />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
