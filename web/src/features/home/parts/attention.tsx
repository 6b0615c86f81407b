import { Link } from '@tanstack/react-router';
import {
  ClipboardCheck,
  HardDrive,
  LockKeyhole,
  type LucideIcon,
  MailWarning,
  ShieldCheck,
  TriangleAlert,
  UserRoundX,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { First, Overview } from '@/api/overview';
import { useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';
import { Blank } from '@/ui/states';
import { bytes, isLow } from './disk';

type Matter = { key: string; icon: LucideIcon; title: string; text?: string; act?: ReactNode };

/** What whoever runs the app should look at; nothing is said twice, and nothing that is in order is said at all. */
export function Attention({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { time_zone: zone } = useSession();
  const { failed_jobs: failed, mail, review, locked, without_role: lost, disk } = overview;
  const say = (key: string, args: Record<string, unknown> = {}) => t(`home.attention.${key}`, args);
  /** What is not named one by one is counted at least. */
  const rest = (key: string, icon: LucideIcon, all: First<unknown>): Matter[] => {
    const more = all.total - all.items.length;
    return more > 0 ? [{ key, icon, title: say(key, { count: more }) }] : [];
  };
  const namesOf = ({ total, items }: First<{ title: string }>) => {
    const names = items.map(({ title }) => title).join(t('common.and'));
    const more = total - items.length;
    return more > 0 ? say('andMore', { names, count: more }) : names;
  };
  const matters: Matter[] = [
    ...(isLow(disk)
      ? [
          {
            key: 'disk',
            icon: HardDrive,
            title: say('disk'),
            text: say('diskText', { free: bytes(disk.free) }),
          },
        ]
      : []),
    ...failed.items.map((job) => ({
      key: `job-${job.id}`,
      icon: TriangleAlert,
      title: say('job', { kind: t(`shell.jobs.kind.${job.kind}`, { defaultValue: job.kind }) }),
      text: [job.user?.title, moment(job.at, zone)].filter(Boolean).join(' · '),
      act: <Link to="/messages">{say('jobAct')}</Link>,
    })),
    ...rest('moreJobs', TriangleAlert, failed),
    ...(mail.on
      ? []
      : [
          {
            key: 'mail',
            icon: MailWarning,
            title: say('mailOff'),
            text: say('mailOffText'),
            act: <Link to="/settings">{say('mailAct')}</Link>,
          },
        ]),
    ...(mail.waiting > 0
      ? [
          {
            key: 'waiting',
            icon: MailWarning,
            title: say('mailWaits', { count: mail.waiting }),
            text: say('mailWaitsText'),
            act: <Link to="/settings">{say('mailTest')}</Link>,
          },
        ]
      : []),
    ...(review
      ? [
          {
            key: 'review',
            icon: ClipboardCheck,
            title: say('review', { left: review.left }),
            text: say('reviewText', { due: review.due_on }),
            act: review.may && (
              <Link to="/access" search={{ tab: 'review' }}>
                {say('reviewAct')}
              </Link>
            ),
          },
        ]
      : []),
    ...locked.items.map(({ user, until }) => ({
      key: `locked-${user.id}`,
      icon: LockKeyhole,
      title: say('locked', { name: user.title }),
      text: say('lockedText', { until: moment(until, zone) }),
      act: (
        <Link to="/people" search={{ person: user.id }}>
          {say('lockedAct')}
        </Link>
      ),
    })),
    ...rest('moreLocked', LockKeyhole, locked),
    ...(lost.total > 0
      ? [
          {
            key: 'lost',
            icon: UserRoundX,
            title: say('noRole', { count: lost.total }),
            text: namesOf(lost),
            act: (
              <Link to="/people" search={{ person: lost.items[0]?.id }}>
                {say('noRoleAct')}
              </Link>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel title={say('title')}>
      {matters.length === 0 && (
        <Blank icon={ShieldCheck} title={say('nothing')} compact>
          {say('nothingText', { free: bytes(disk.free), total: bytes(disk.total) })}
        </Blank>
      )}
      <ul className="kd-home-list">
        {matters.map(({ key, icon: Picture, title, text, act }) => (
          <li key={key} className="kd-home-item kd-matter">
            <Picture size={17} strokeWidth={1.75} aria-hidden />
            <div className="kd-home-main">
              <b>{title}</b>
              {text && <div>{text}</div>}
            </div>
            {act && <span className="kd-home-side">{act}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
