import { Modal, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Job, Undone } from '@/api/types';
import { count } from '@/format/number';
import { Scroller } from '@/ui/scroller';
import { useUndo } from './use-undo';
import './undo.css';

/** What would go back, what would stay and why; only then it is done. */
export default function UndoDialog({ operation, onClose }: { operation: string; onClose: () => void }) {
  const { t } = useTranslation();
  const preview = useUndo(operation, true);
  const undo = useUndo(operation, false);
  const { start } = preview;
  useEffect(() => start(), [start]);

  const over = undo.done !== undefined;
  const now = undo.busy || over || undo.failed ? undo : preview;
  const error = undo.error ?? preview.error;
  const nothing = preview.done?.undone === 0;
  return (
    <Modal
      open
      title={t('common.undoing.title')}
      okText={t(over ? 'common.done' : 'common.undo')}
      onOk={over ? onClose : () => undo.start()}
      okButtonProps={{ loading: undo.busy, disabled: !over && (!preview.done || nothing || undo.failed) }}
      cancelButtonProps={over ? { style: { display: 'none' } } : undefined}
      onCancel={onClose}
      mask={{ closable: false }}
      width={520}
    >
      {error && (
        <p className="kd-field-error" role="alert">
          {asProblem(error).words()}
        </p>
      )}
      {now.failed && (
        <p className="kd-field-error" role="alert">
          {now.job?.error?.detail ?? t('common.undoing.brokeOff')} {now.job?.error?.advice}
        </p>
      )}
      {now.busy && <Working job={now.job} dry={now === preview} />}
      {now.done && <Outcome done={now.done} over={over} />}
    </Modal>
  );
}

function Working({ job, dry }: { job: Job | undefined; dry: boolean }) {
  const { t } = useTranslation();
  const percent = job?.total ? Math.floor((job.done / job.total) * 100) : 0;
  return (
    <div role="status">
      <p>{t(dry ? 'common.undoing.looking' : 'common.undoing.running')}</p>
      {job && <Progress percent={percent} aria-label={t('common.undoing.progress')} />}
    </div>
  );
}

function Outcome({ done, over }: { done: Undone; over: boolean }) {
  const { t } = useTranslation();
  const unlisted = done.kept_total - done.kept.length;
  return (
    <>
      <p role="status">
        {t(over ? 'common.undoing.undone' : 'common.undoing.willUndo', { total: count(done.undone) })}{' '}
        {done.kept_total > 0 && t('common.undoing.kept', { total: count(done.kept_total) })}
      </p>
      {done.kept.length > 0 && (
        <Scroller className="kd-undo-kept" label={t('common.undoing.keptList')}>
          <ul>
            {done.kept.map((kept) => (
              <li key={`${kept.object}-${kept.id}`}>
                <b>{kept.title ?? `#${kept.id}`}</b>
                <span>{kept.message}</span>
              </li>
            ))}
          </ul>
        </Scroller>
      )}
      {unlisted > 0 && <p className="kd-quiet">{t('common.undoing.more', { total: count(unlisted) })}</p>}
    </>
  );
}
