import { Button, Progress } from 'antd';
import { CircleAlert, CircleCheck, Download, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fileOf, isRunning, useCancelJob } from '@/api/jobs';
import type { BadRow, Job, ObjectInfo } from '@/api/types';
import { count } from '@/format/number';
import { Scroller } from '@/ui/scroller';
import { undoable } from '@/undo/standing';
import { UndoOperation } from '@/undo/undo-operation';
import { useStanding } from '@/undo/use-standing';
import type { Choice } from '../../controller/use-import';
import { Decisions, LetThrough } from './decisions';
import { Refusal } from './refusal';

type Props = {
  job: Job | undefined;
  dry: boolean;
  error: unknown;
  object: ObjectInfo;
  choice: Choice;
  onChange: (choice: Choice) => void;
};

export function JobStep({ job, dry, error, ...rest }: Props) {
  const { t } = useTranslation();
  const cancel = useCancelJob();
  if (error)
    return (
      <>
        <Refusal error={error} />
        {job && !isRunning(job) && <Outcome job={job} dry={dry} {...rest} />}
      </>
    );
  if (!job || isRunning(job)) {
    const percent = job?.total ? Math.floor((job.done / job.total) * 100) : 0;
    return (
      <div className="kd-import-running" role="status">
        <Progress percent={percent} aria-label={t('records.import.progress')} />
        <p>
          {t(dry ? 'records.import.trying' : 'records.import.running', {
            done: count(job?.done ?? 0),
            total: count(job?.total ?? 0),
          })}
        </p>
        {job && (
          <Button type="text" size="small" loading={cancel.isPending} onClick={() => cancel.mutate(job.id)}>
            {t('records.import.stop')}
          </Button>
        )}
      </div>
    );
  }
  return <Outcome job={job} dry={dry} {...rest} />;
}

type OutcomeProps = Omit<Props, 'job' | 'error'> & { job: Job };

function Outcome({ job, dry, object, choice, onChange }: OutcomeProps) {
  const { t } = useTranslation();
  const result = job.result ?? {};
  const rejected = result.rejected_count ?? result.rejected?.length ?? 0;
  const over = job.state === 'done';
  const undo = dry ? undefined : undoable(job);
  const undone = useStanding(undo?.operation).turns % 2 === 1;
  const numbers = [
    { label: dry ? 'willImport' : 'imported', value: result.imported ?? 0, tone: 'good' },
    { label: dry ? 'willUpdate' : 'updated', value: result.updated ?? 0, tone: 'good' },
    { label: 'skipped', value: result.skipped ?? 0, tone: 'quiet' },
    // Further rows of records that are counted already.
    ...(result.continued ? [{ label: 'continued', value: result.continued, tone: 'quiet' }] : []),
    { label: 'rejected', value: rejected, tone: rejected > 0 ? 'bad' : 'quiet' },
  ];
  return (
    <>
      {!over && (
        <p className="kd-notice" role="alert">
          {job.state === 'cancelled' ? t('records.import.cancelled') : t('records.import.failed')}{' '}
          {job.error?.detail} {job.error?.advice}{' '}
          {!dry && t('records.import.stands', { done: count(job.done), total: count(job.total ?? job.done) })}
        </p>
      )}
      {undone && (
        <p className="kd-import-said" role="status">
          <Undo2 size={16} aria-hidden />
          {t('records.import.undone')}
        </p>
      )}
      {over && !undone && (
        <p className="kd-import-said" role="status">
          {rejected > 0 ? <CircleAlert size={16} aria-hidden /> : <CircleCheck size={16} aria-hidden />}
          {t(
            dry
              ? rejected > 0
                ? 'records.import.trialBad'
                : 'records.import.trialGood'
              : 'records.import.finished',
          )}
        </p>
      )}
      {/* One that broke off tells what stands all the same; one that never began has nothing to tell. */}
      {(over || job.result) && !undone && (
        <dl className="kd-import-numbers">
          {numbers.map(({ label, value, tone }) => (
            <div key={label} data-tone={tone}>
              <dt>{t(`records.import.number.${label}`)}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {(result.ignored_columns?.length ?? 0) > 0 && (
        <p className="kd-quiet">
          {t('records.import.ignored', { columns: result.ignored_columns?.join(t('common.and')) })}
        </p>
      )}
      {dry && over && (result.issues?.length ?? 0) > 0 && (
        <Decisions issues={result.issues ?? []} object={object} choice={choice} onChange={onChange} />
      )}
      {dry &&
        over &&
        object.verbs.includes('duplicate') &&
        (choice.beside !== '' || result.rejected?.some(({ code }) => code.startsWith('duplicate.'))) && (
          <LetThrough choice={choice} onChange={onChange} />
        )}
      {rejected > 0 && (
        <ToldRows
          label={t('records.import.badRows')}
          rows={result.rejected ?? []}
          shown={result.shown_rows ?? 0}
          total={rejected}
        />
      )}
      {result.rejects_file && (
        <Button icon={<Download size={15} aria-hidden />} href={fileOf(job, result.rejects_file)} download>
          {t('records.import.rejectsFile')}
        </Button>
      )}
      {(result.skipped_rows?.length ?? 0) > 0 && (
        <ToldRows
          label={t('records.import.skippedRows')}
          rows={result.skipped_rows ?? []}
          shown={new Set(result.skipped_rows?.map(({ line }) => line)).size}
          total={result.skipped ?? 0}
        />
      )}
      {result.skipped_file && (
        <Button icon={<Download size={15} aria-hidden />} href={fileOf(job, result.skipped_file)} download>
          {t('records.import.skippedFile')}
        </Button>
      )}
      {(result.taken_count ?? 0) > 0 && (
        <ToldRows
          label={t('records.import.takenRows')}
          rows={result.taken_rows ?? []}
          shown={new Set(result.taken_rows?.map(({ line }) => line)).size}
          total={result.taken_count ?? 0}
        />
      )}
      {result.taken_file && (
        <Button icon={<Download size={15} aria-hidden />} href={fileOf(job, result.taken_file)} download>
          {t('records.import.takenFile')}
        </Button>
      )}
      {undo && <UndoOperation {...undo} />}
    </>
  );
}

type ToldProps = { label: string; rows: BadRow[]; shown: number; total: number };

function ToldRows({ label, rows, shown, total }: ToldProps) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className="kd-import-list">{label}</h2>
      <Scroller className="kd-mapping kd-bad-rows" label={label}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('records.import.line')}</th>
              <th scope="col">{t('records.import.column')}</th>
              <th scope="col">{t('records.import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one line may be refused twice for the same column.
              <tr key={index}>
                <td>{count(row.line)}</td>
                <td>{row.column}</td>
                <td>{row.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {total > shown && (
        <p className="kd-quiet kd-import-first">
          {t('records.import.firstOnly', { shown: count(shown), total: count(total) })}
        </p>
      )}
    </>
  );
}
