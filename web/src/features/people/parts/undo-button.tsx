import { App, Button } from 'antd';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { count } from '@/format/number';
import { useUndo } from './use-handover';

/** Takes a handover back, and then says what of it stands again. */
export function UndoButton({ handover }: { handover: string }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const { begin, job, over } = useUndo();
  const ask = () =>
    modal.confirm({
      title: t('people.handover.undoTitle'),
      content: t('people.handover.undoText'),
      okText: t('people.handover.undo'),
      onOk: () => begin.mutateAsync(handover).catch((error) => message.error(asProblem(error).words())),
    });
  if (job && over) {
    const { back = 0, left = 0, staff = 0, staff_left = 0, failed = [] } = job.result ?? {};
    return (
      <p className="kd-undone" role="status">
        {job.state === 'done' ? t('people.handover.undone', { back: count(back) }) : job.error?.detail}{' '}
        {left + failed.length > 0 && t('people.handover.undoneLeft', { left: count(left + failed.length) })}{' '}
        {staff > 0 && t('people.handover.undoneStaff', { staff })}{' '}
        {staff_left > 0 && t('people.handover.undoneStaffLeft', { left: staff_left })}
      </p>
    );
  }
  return (
    <Button
      icon={<Undo2 size={15} aria-hidden />}
      loading={begin.isPending || job !== undefined}
      onClick={ask}
    >
      {t('people.handover.undo')}
    </Button>
  );
}
