import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { useTitle } from '@/ui/use-title';
import { DutyLinks, useDutyCount } from './duties';
import { JobsList } from './jobs-list';
import { NoticesList } from './notices-list';
import { ReadAll } from './read-all';
import './messages-page.css';

const SHOWN = 30;
const KINDS = [
  'assigned',
  'handover',
  'shared',
  'share_ask',
  'share_answer',
  'due',
  'approval',
  'emergency',
  'job',
] as const;

/** Everything that says something to this person: what waits for them, what they were told, and what became of their long work. */
export function MessagesPage() {
  const { t } = useTranslation();
  const duties = useDutyCount();
  useTitle(t('shell.page.messages'));
  return (
    <div className="kd-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.messages')}</h1>
        <span className="kd-grow" />
        <Link to="/account" className="kd-messages-settings">
          {t('shell.notices.settings')}
        </Link>
      </div>
      <div className="kd-messages">
        {duties > 0 && (
          <Panel title={t('shell.duty.title')}>
            <div className="kd-messages-duties">
              <DutyLinks />
            </div>
          </Panel>
        )}
        <NoticesPart />
        <Panel title={t('shell.jobs.title')}>
          <JobsList />
        </Panel>
      </div>
    </div>
  );
}

/** What is shown of them stands in the address, so that Back and a link find it again. */
function NoticesPart() {
  const { t } = useTranslation();
  const { unread, kind } = useSearch({ from: '/app/messages' });
  const navigate = useNavigate();
  const look = (search: { unread?: true; kind?: string }) =>
    navigate({ to: '/messages', search: { unread, kind, ...search }, replace: true });
  const filter = { unread, kind };
  return (
    <section className="kd-card kd-panel kd-messages-notices" aria-label={t('shell.notices.title')}>
      <div className="kd-messages-tools">
        <Segmented
          aria-label={t('shell.notices.shown')}
          value={unread ? 'unread' : 'all'}
          onChange={(value) => look({ unread: value === 'unread' ? true : undefined })}
          options={(['all', 'unread'] as const).map((value) => ({
            value,
            label: t(`shell.notices.show.${value}`),
          }))}
        />
        <Select
          aria-label={t('shell.notices.kindLabel')}
          allowClear
          placeholder={t('shell.notices.anyKind')}
          value={kind}
          onChange={(next?: string) => look({ kind: next })}
          options={KINDS.map((value) => ({ value, label: t(`shell.notices.kind.${value}`) }))}
          className="kd-messages-kind"
        />
        <span className="kd-grow" />
        <ReadAll filter={filter} limit={SHOWN} />
      </div>
      <NoticesList filter={filter} limit={SHOWN} />
    </section>
  );
}
