import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useCancelJob } from '@/api/jobs';
import type { Job, Undone } from '@/api/types';
import { count } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { Scroller } from '@/ui/scroller';
import { useFocusReturn } from '@/ui/use-focus-return';
import type { UndoAsked } from './ask';
import { useUndo } from './use-undo';
import { headingOf, keptOf, whatOf } from './words';
import './undo.css';

type Props = { asked: UndoAsked; onAsk: (asked: UndoAsked) => void; onClose: () => void };

/** What would go back, what would stay and why; only then it is done. Closing it does not stop what is being undone. */
export default function UndoDialog({ asked, onAsk, onClose }: Props) {
  const { t } = useTranslation();
  const { operation, title } = asked;
  useFocusReturn(true);
  const preview = useUndo(operation, true);
  const undo = useUndo(operation, false);
  const cancel = useCancelJob();
  const { start } = preview;
  useEffect(() => start(), [start]);

  const kind = (undo.done ?? preview.done)?.kind;
  const again = asked.again ?? kind === 'undo';
  const over = undo.done;
  const now = undo.busy || over || undo.failed ? undo : preview;
  const error = undo.error ?? preview.error;
  const act = t(again ? 'common.undoing.restore' : 'common.undo');
  const back = over?.undo;

  const buttons = over
    ? [
        back && (
          <Button key="back" onClick={() => onAsk({ operation: back, title, again: !again })}>
            {t(again ? 'common.undo' : 'common.undoing.restore')}
          </Button>
        ),
        <Button key="done" type="primary" onClick={onClose}>
          {t('common.done')}
        </Button>,
      ]
    : undo.busy
      ? [
          undo.job && (
            <Button
              key="stop"
              loading={cancel.isPending}
              onClick={() => undo.job && cancel.mutate(undo.job.id)}
            >
              {t('common.undoing.stop')}
            </Button>
          ),
          <Button key="hide" type="primary" onClick={onClose}>
            {t('common.undoing.hide')}
          </Button>,
        ]
      : [
          <Button key="cancel" onClick={onClose}>
            {t('common.cancel')}
          </Button>,
          <Button
            key="act"
            type="primary"
            disabled={!preview.done || preview.done.undone === 0}
            onClick={() => undo.start()}
          >
            {undo.failed ? t('common.undoing.goOn') : act}
          </Button>,
        ];
  return (
    <Dialog
      open
      title={headingOf(title, kind, again, t)}
      footer={buttons}
      onCancel={onClose}
      mask={{ closable: false }}
      width={520}
    >
      {error && (
        <p className="kd-field-error" role="alert">
          {asProblem(error).words()}
        </p>
      )}
      {now.failed && <BrokeOff job={now.job} />}
      {now.busy && <Working job={now.job} dry={now === preview} again={again} />}
      {now.done && <Outcome done={now.done} over={over !== undefined} again={again} />}
    </Dialog>
  );
}

function Working({ job, dry, again }: { job: Job | undefined; dry: boolean; again: boolean }) {
  const { t } = useTranslation();
  const percent = job?.total ? Math.floor((job.done / job.total) * 100) : 0;
  const doing = again ? 'common.undoing.restoring' : 'common.undoing.running';
  return (
    <div role="status">
      <p>{t(dry ? 'common.undoing.looking' : doing)}</p>
      {job && <Progress percent={percent} aria-label={t('common.undoing.progress')} />}
    </div>
  );
}

function BrokeOff({ job }: { job: Job | undefined }) {
  const { t } = useTranslation();
  const undone = job?.result?.undone ?? 0;
  return (
    <p className="kd-field-error" role="alert">
      {job?.state === 'cancelled'
        ? t('common.undoing.stopped')
        : (job?.error?.detail ?? t('common.undoing.brokeOff'))}{' '}
      {undone > 0 && t('common.undoing.stands', { total: count(undone) })} {job?.error?.advice}
    </p>
  );
}

function Outcome({ done, over, again }: { done: Undone; over: boolean; again: boolean }) {
  const { t } = useTranslation();
  const unlisted = done.kept_total - done.kept.length;
  return (
    <>
      <div role="status">
        {whatOf(done, again, over, t).map((said) => (
          <p key={said}>{said}</p>
        ))}
        {done.undone === 0 && <p>{t(again ? 'common.undoing.nothingBack' : 'common.undoing.nothing')}</p>}
        {keptOf(done, again, t).map((said) => (
          <p key={said}>{said}</p>
        ))}
      </div>
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
