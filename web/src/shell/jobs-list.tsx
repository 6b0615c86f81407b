import { App, Button, Progress } from 'antd';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isRunning, useCancelAnyJob, useCancelJob, useJobs, useOpenJobs } from '@/api/jobs';
import { useSession } from '@/api/session';
import type { Job } from '@/api/types';
import { count } from '@/format/number';
import { moment } from '@/format/time';
import { Blank, Failure } from '@/ui/states';
import { undoable } from '@/undo/standing';
import { UndoOperation } from '@/undo/undo-operation';
import { JobFiles } from './job-files';
import { jobSummary } from './job-summary';
import './jobs-menu.css';

const SHOWN = 12;

/** One's own jobs; for whoever runs the app, below them those of others that are not over. */
export function JobsList() {
  const { may } = useSession();
  return (
    <>
      <OwnJobs />
      {may.includes('settings') && <OthersJobs />}
    </>
  );
}

function OthersJobs() {
  const { t } = useTranslation();
  const { user, time_zone } = useSession();
  const { data: jobs } = useOpenJobs(true);
  const { modal } = App.useApp();
  const cancel = useCancelAnyJob();
  const ask = (id: string, label: string) =>
    modal.confirm({
      title: t('shell.jobs.cancelOf', { label }),
      content: t('shell.jobs.cancelText'),
      okText: t('shell.jobs.cancelOk'),
      okButtonProps: { danger: true },
      cancelText: t('shell.jobs.cancelNo'),
      onOk: () => cancel.mutateAsync(id).catch(() => undefined),
    });
  const others = (jobs ?? []).filter((job) => job.user?.id !== user.id);
  if (others.length === 0) return null;
  return (
    <section className="kd-jobs-others">
      <h3>{t('shell.jobs.others')}</h3>
      <ul className="kd-jobs-list">
        {others.map((job) => {
          const label = t('shell.jobs.ofSomebody', {
            what: t(`shell.jobs.kind.${job.kind}`, { defaultValue: job.kind }),
            who: job.user?.title ?? t('shell.jobs.nobody'),
          });
          return (
            <li key={job.id}>
              <div className="kd-job-top">
                <b>{label}</b>
                <time dateTime={job.created_at}>{moment(job.created_at, time_zone)}</time>
              </div>
              <div className="kd-job-foot" data-state={job.state}>
                <span>
                  {job.state === 'running' && job.total
                    ? t('shell.jobs.progress', { done: count(job.done), total: count(job.total) })
                    : t(`shell.jobs.state.${job.state}`)}
                </span>
                <Button
                  type="text"
                  size="small"
                  loading={cancel.isPending && cancel.variables === job.id}
                  aria-label={t('shell.jobs.cancelOf', { label })}
                  onClick={() => ask(job.id, label)}
                >
                  {t('common.cancel')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function OwnJobs() {
  const { t } = useTranslation();
  const { data: jobs, error, refetch } = useJobs();
  if (error) return <Failure error={error} retry={refetch} compact />;
  if (!jobs?.length)
    return (
      <Blank icon={ListChecks} title={t('shell.jobs.empty')} compact>
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
        {job.state === 'done' && <JobFiles job={job} />}
        {undo && <UndoOperation {...undo} small />}
      </div>
    </li>
  );
}
