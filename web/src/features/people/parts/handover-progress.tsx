import { Button, Progress } from 'antd';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isRunning, useCancelJob } from '@/api/jobs';
import type { Job } from '@/api/types';
import { count } from '@/format/number';
import { moveWords } from './move-words';
import { UndoButton } from './undo-button';

/** How far it has come, and what came of it. One may leave: the job goes on, and the list of jobs knows it. */
export function HandoverProgress({ job }: { job: Job | undefined }) {
  const { t } = useTranslation();
  const cancel = useCancelJob();
  if (!job || isRunning(job)) {
    const percent = job?.total ? Math.floor((job.done / job.total) * 100) : 0;
    return (
      <div role="status">
        <Progress percent={percent} aria-label={t('people.handover.step.result')} />
        <p>{t('people.handover.running', { done: count(job?.done ?? 0), total: count(job?.total ?? 0) })}</p>
        {job && (
          <Button type="text" size="small" loading={cancel.isPending} onClick={() => cancel.mutate(job.id)}>
            {t('people.handover.stop')}
          </Button>
        )}
      </div>
    );
  }
  return <Outcome job={job} />;
}

function Outcome({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { moved = [], failed = [], handover } = job.result ?? {};
  const good = job.state === 'done' && failed.length === 0;
  return (
    <>
      <p className="kd-handover-said" role="status">
        {good ? <CircleCheck size={17} aria-hidden /> : <CircleAlert size={17} aria-hidden />}
        {t(job.state === 'done' ? 'people.handover.done' : `people.handover.${job.state}`)}
      </p>
      {job.error && (
        <p className="kd-form-problem" role="alert">
          {job.error.detail} {job.error.advice}
        </p>
      )}
      <ul className="kd-handover-lines">
        {moved.map((move) => (
          <li key={`${move.object} ${move.to?.id}`}>{moveWords(t, move, 'moved')}</li>
        ))}
      </ul>
      {failed.length > 0 && (
        <div className="kd-form-problem">
          <p>{t('people.handover.refused', { count: failed.length })}</p>
          {[...new Set(failed.map(({ message }) => message))].map((message) => (
            <p key={message}>{message}</p>
          ))}
        </div>
      )}
      {handover && (
        <>
          <p className="kd-second">{t('people.handover.undoHint')}</p>
          <UndoButton handover={handover} />
        </>
      )}
    </>
  );
}
