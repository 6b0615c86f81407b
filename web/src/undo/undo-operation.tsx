import { Button } from 'antd';
import { Undo2 } from 'lucide-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/api/types';
import { AskUndo } from './ask';

/** What a finished job did and what can be undone, if anything. A handover is undone where it was made. */
export const undoable = (job: Job): string | undefined =>
  (job.kind === 'import' || job.kind === 'bulk') && job.state !== 'queued' && job.state !== 'running'
    ? (job.result?.operation ?? undefined)
    : undefined;

export function UndoOperation({ operation, small }: { operation: string; small?: boolean }) {
  const { t } = useTranslation();
  const ask = use(AskUndo);
  return (
    <Button
      type={small ? 'link' : 'default'}
      size={small ? 'small' : 'middle'}
      icon={<Undo2 size={small ? 13 : 15} aria-hidden />}
      onClick={() => ask(operation)}
    >
      {t('common.undo')}
    </Button>
  );
}
