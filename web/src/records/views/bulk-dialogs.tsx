import { App } from 'antd';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Action, ObjectInfo, Values } from '@/api/types';
import { count } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';
import { useBulk } from '../controller/use-action';
import { calledOf } from '../controller/use-catalog';
import { Consequences } from './consequences';

const ActionDialog = lazy(() => import('./action-dialog'));
const BulkEditDialog = lazy(() => import('./bulk-edit-dialog'));

/** A delete asks for nothing. */
const NOTHING: Values = {};

export type BulkStep = { kind: 'action'; action: Action } | { kind: 'edit' } | { kind: 'delete' };

type Props = {
  object: ObjectInfo;
  ids: ReadonlySet<string>;
  step: BulkStep | null;
  onClose: () => void;
  onStarted: () => void;
};

/** What is asked before a bulk job starts. Its progress shows in the bar at the top, on a phone among the messages. */
export function BulkDialogs({ object, ids, step, onClose, onStarted }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
  const bulk = useBulk(object.name);
  if (!step) return null;

  const run = (action: string) => async (input: Values) => {
    await bulk.mutateAsync({ action, ids: [...ids], input });
    message.info(t(phone ? 'records.bulk.startedPhone' : 'records.bulk.started'));
    onStarted();
  };
  if (step.kind === 'delete')
    return <DeleteDialog object={object} ids={[...ids]} run={() => run('delete')({})} onClose={onClose} />;
  return (
    <Part>
      {step.kind === 'edit' ? (
        <BulkEditDialog object={object} ids={[...ids]} run={run('update')} onClose={onClose} />
      ) : (
        <ActionDialog
          object={object}
          action={step.action}
          ids={[...ids]}
          run={run(step.action.name)}
          onClose={onClose}
        />
      )}
    </Part>
  );
}

type DeleteProps = { object: ObjectInfo; ids: string[]; run: () => Promise<void>; onClose: () => void };

function DeleteDialog({ object, ids, run, onClose }: DeleteProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const what = t('records.bulk.many', { total: count(ids.length), label: calledOf(object, ids.length) });

  async function confirm() {
    setBusy(true);
    try {
      await run();
      onClose();
    } catch (failed) {
      setError(asProblem(failed).message);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      title={t('records.delete.title', { what })}
      okText={t('common.delete')}
      okButtonProps={{ danger: true, loading: busy }}
      onOk={confirm}
      onCancel={onClose}
      width={440}
    >
      <p>{t('records.delete.text', { count: ids.length })}</p>
      <Consequences object={object} action="delete" ids={ids} input={NOTHING} />
      {error && (
        <p className="kd-field-error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
