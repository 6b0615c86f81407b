import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { useTitle } from '@/ui/use-title';
import { DutyLinks, useDutyCount } from './duties';
import { JobsList } from './jobs-list';
import './messages-page.css';

/** Everything that says something to this person: what waits for them, and what became of their long work. */
export function MessagesPage() {
  const { t } = useTranslation();
  const duties = useDutyCount();
  useTitle(t('shell.page.messages'));
  return (
    <div className="kd-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.messages')}</h1>
      </div>
      <div className="kd-messages">
        {duties > 0 && (
          <Panel title={t('shell.duty.title')}>
            <div className="kd-messages-duties">
              <DutyLinks />
            </div>
          </Panel>
        )}
        <Panel title={t('shell.jobs.title')}>
          <JobsList />
        </Panel>
      </div>
    </div>
  );
}
