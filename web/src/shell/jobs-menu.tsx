import { Badge, Popover } from 'antd';
import { ListChecks } from 'lucide-react';
import { use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRunning, useJobs } from '@/api/jobs';
import { AskUndo } from '@/undo/ask';
import { JobsList } from './jobs-list';
import './jobs-menu.css';

export function JobsMenu() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const ask = use(AskUndo);
  const { data: jobs } = useJobs();
  const running = (jobs ?? []).filter(isRunning).length;
  const label = running > 0 ? t('shell.jobs.running', { total: running }) : t('shell.jobs.title');
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={
        <div className="kd-jobs">
          <h2>{t('shell.jobs.title')}</h2>
          {/* It would lie over the question. */}
          <AskUndo
            value={(asked) => {
              setOpen(false);
              ask(asked);
            }}
          >
            <JobsList />
          </AskUndo>
        </div>
      }
    >
      <button type="button" className="kd-icon-button" aria-label={label} title={label}>
        <Badge count={running} size="small" color="#0f766e">
          <ListChecks size={18} strokeWidth={1.75} aria-hidden />
        </Badge>
      </button>
    </Popover>
  );
}
