import { Badge, Button, Popover, Progress } from 'antd';
import { Bell, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileOf, isRunning, useCancelJob, useJobs } from '@/api/jobs';
import { useSession } from '@/api/session';
import type { Job } from '@/api/types';
import { moment } from '@/format/time';
import { Blank, Failure } from '@/ui/states';
import { UndoOperation, undoable } from '@/undo/undo-operation';
import { jobSummary } from './job-summary';
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
      content={<JobsList />}
    >
      <button type="button" className="kd-icon-button" aria-label={label} title={label}>
        <Badge count={running} size="small" color="#0f766e">
          <Bell size={18} strokeWidth={1.75} aria-hidden />
        </Badge>
      </button>
    </Popover>
  );
}

function JobsList() {
  const { t } = useTranslation();
  const { data: jobs, error, refetch } = useJobs();
  if (error) return <Failure error={error} retry={refetch} compact />;
  return (
    <div className="kd-jobs">
      <h2>{t('shell.jobs.title')}</h2>
      {jobs?.length ? (
        <ul>
          {jobs.slice(0, 12).map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      ) : (
        <Blank icon={Bell} title={t('shell.jobs.empty')} compact>
          {t('shell.jobs.emptyText')}
        </Blank>
      )}
    </div>
  );
}

function JobLine({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const cancel = useCancelJob();
  const percent = job.total ? Math.floor((job.done / job.total) * 100) : 0;
  const hasFile = job.state === 'done' && (job.result?.file || job.result?.rejects_file);
  const operation = undoable(job);
  return (
    <li>
      <div className="kd-job-top">
        <b>{job.title}</b>
        <time dateTime={job.created_at}>{moment(job.finished_at ?? job.created_at, time_zone)}</time>
      </div>
      {isRunning(job) && <Progress percent={percent} size="small" aria-label={job.title} />}
      <div className="kd-job-foot" data-state={job.state}>
        <span>{jobSummary(job, t)}</span>
        {isRunning(job) && (
          <Button type="text" size="small" loading={cancel.isPending} onClick={() => cancel.mutate(job.id)}>
            {t('common.cancel')}
          </Button>
        )}
        {hasFile && (
          <Button
            type="link"
            size="small"
            href={fileOf(job)}
            download
            icon={<Download size={13} aria-hidden />}
          >
            {t('shell.jobs.download')}
          </Button>
        )}
        {operation && <UndoOperation operation={operation} small />}
      </div>
    </li>
  );
}
