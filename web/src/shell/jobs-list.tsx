import { Button, Progress } from 'antd';
import { Bell, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fileOf, isRunning, useCancelJob, useJobs } from '@/api/jobs';
import { useSession } from '@/api/session';
import type { Job } from '@/api/types';
import { moment } from '@/format/time';
import { Blank, Failure } from '@/ui/states';
import { undoable } from '@/undo/standing';
import { UndoOperation } from '@/undo/undo-operation';
import { jobSummary } from './job-summary';
import './jobs-menu.css';

const SHOWN = 12;

export function JobsList() {
  const { t } = useTranslation();
  const { data: jobs, error, refetch } = useJobs();
  if (error) return <Failure error={error} retry={refetch} compact />;
  if (!jobs?.length)
    return (
      <Blank icon={Bell} title={t('shell.jobs.empty')} compact>
        {t('shell.jobs.emptyText')}
      </Blank>
    );
  return (
    <ul className="kd-jobs-list">
      {jobs.slice(0, SHOWN).map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
    </ul>
  );
}

function JobLine({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const cancel = useCancelJob();
  const percent = job.total ? Math.floor((job.done / job.total) * 100) : 0;
  const hasFile = job.state === 'done' && (job.result?.file || job.result?.rejects_file);
  const undo = undoable(job);
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
        {undo && <UndoOperation {...undo} small />}
      </div>
    </li>
  );
}
