import { useRouter } from '@tanstack/react-router';
import {
  AlarmClock,
  Bell,
  Check,
  CheckCheck,
  FileCheck,
  Handshake,
  ListChecks,
  type LucideIcon,
  MessageCircleQuestionMark,
  Siren,
  UserRoundCheck,
  UsersRound,
} from 'lucide-react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type NoticeFilter, useNotices, useReadNotice } from '@/api/notices';
import { useSession } from '@/api/session';
import type { Notice } from '@/api/types';
import { moment } from '@/format/time';
import { Older } from '@/ui/older';
import { Blank, Failure, Lines } from '@/ui/states';
import './notices.css';

const icons: Record<string, LucideIcon> = {
  assigned: UserRoundCheck,
  handover: Handshake,
  shared: UsersRound,
  share_ask: MessageCircleQuestionMark,
  share_answer: UsersRound,
  due: AlarmClock,
  approval: FileCheck,
  emergency: Siren,
  job: ListChecks,
};

type Props = {
  filter?: NoticeFilter;
  limit: number;
  /** Somebody follows one of them. */
  onGo?: () => void;
};

/** What one was told, newest first. Up and down go through it, Enter follows. */
export function NoticesList({ filter = {}, limit, onGo }: Props) {
  const { t } = useTranslation();
  const list = useNotices(filter, limit);
  if (list.isPending) return <Lines rows={5} />;
  if (!list.data) return <Failure error={list.error} retry={list.refetch} compact />;
  const notices = list.data.pages.flatMap(({ items }) => items);
  if (notices.length === 0) {
    if (filter.unread)
      return (
        <Blank icon={CheckCheck} title={t('shell.notices.allRead')} compact>
          {t('shell.notices.allReadText')}
        </Blank>
      );
    return (
      <Blank icon={Bell} title={t(filter.kind ? 'shell.notices.none' : 'shell.notices.empty')} compact>
        {t('shell.notices.emptyText')}
      </Blank>
    );
  }
  return (
    <>
      <ul className="kd-notices" onKeyDown={walk}>
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onGo={onGo} />
        ))}
      </ul>
      <Older list={list} label={t('shell.notices.older')} />
    </>
  );
}

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function walk(event: KeyboardEvent<HTMLUListElement>) {
  const step = STEPS[event.key];
  const ends = event.key === 'Home' || event.key === 'End';
  if ((!step && !ends) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('.kd-notice')];
  const at = lines.findIndex((line) => line.contains(document.activeElement));
  const to = ends ? (event.key === 'Home' ? 0 : lines.length - 1) : at + (step ?? 0);
  lines[to]?.querySelector<HTMLElement>('.kd-notice-main')?.focus();
}

function NoticeLine({ notice, onGo }: { notice: Notice; onGo?: () => void }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const router = useRouter();
  const { mutate: read } = useReadNotice();
  const Picture = icons[notice.kind] ?? Bell;
  const { path } = notice;
  const follow = (event: MouseEvent) => {
    if (!notice.read) read(notice.id);
    // Another tab is the browser's business.
    if (!path || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onGo?.();
    router.history.push(path);
  };
  const told = (
    <>
      <span className="kd-notice-icon" data-kind={notice.kind}>
        <Picture size={15} strokeWidth={1.75} aria-hidden />
      </span>
      <span className="kd-notice-text">
        {!notice.read && <span className="kd-hidden">{t('shell.notices.new')}</span>}
        <span>{notice.text}</span>
        <time dateTime={notice.at}>{moment(notice.at, time_zone)}</time>
      </span>
    </>
  );
  return (
    <li className="kd-notice" data-unread={!notice.read || undefined}>
      {path ? (
        <a className="kd-notice-main" href={path} onClick={follow}>
          {told}
        </a>
      ) : (
        <button type="button" className="kd-notice-main" onClick={follow}>
          {told}
        </button>
      )}
      {!notice.read && (
        <button
          type="button"
          className="kd-notice-read"
          onClick={() => read(notice.id)}
          aria-label={t('shell.notices.markRead', { text: notice.text })}
          title={t('shell.notices.read')}
        >
          <Check size={15} aria-hidden />
        </button>
      )}
    </li>
  );
}
