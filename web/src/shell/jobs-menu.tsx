import { Badge, Popover } from 'antd';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRunning, useJobs } from '@/api/jobs';
import { JobsList } from './jobs-list';
import './jobs-menu.css';

export function JobsMenu() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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
          <JobsList />
        </div>
      }
    >
      <button type="button" className="kd-icon-button" aria-label={label} title={label}>
        <Badge count={running} size="small" color="#0f766e">
          <Bell size={18} strokeWidth={1.75} aria-hidden />
        </Badge>
      </button>
    </Popover>
  );
}
