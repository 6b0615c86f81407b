import { App, Button } from 'antd';
import { lazy, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { AskUndo } from '@/undo/ask';
import { useAction } from '../controller/use-action';
import { titleOf } from '../controller/values';

const ActionDialog = lazy(() => import('./action-dialog'));

/** Starts a named step on one record, from whichever button, and says what came of it. */
export function useActing(object: ObjectInfo, row: RecordRow, onGone: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAction(object.name);
  const ask = use(AskUndo);
  // With the record as it stood when it was begun: what is read anew behind the dialog is not what was decided upon.
  const [begun, setBegun] = useState<{ action: Action; row: RecordRow } | null>(null);
  const dialog = begun && (
    <Part>
      <ActionDialog
        object={object}
        action={begun.action}
        ids={[begun.row.id]}
        title={titleOf(begun.row, object.title)}
        run={async (input) => {
          const { action, row: seen } = begun;
          const after = await act.mutateAsync({ row: seen, action: action.name, input });
          if (object.title in after) {
            const { operation } = after as { operation?: string };
            const key = `acted-${operation}`;
            const undo = () => {
              message.destroy(key);
              const title = t('records.actedTitle', {
                action: action.label,
                title: titleOf(seen, object.title),
              });
              if (operation) ask({ operation, title });
            };
            message.success({
              key,
              duration: operation ? 8 : undefined,
              content: (
                <>
                  {t('records.acted', { action: action.label })}{' '}
                  {operation && (
                    <Button type="link" size="small" onClick={undo}>
                      {t('common.undo')}
                    </Button>
                  )}
                </>
              ),
            });
            return;
          }
          message.success(t('records.actedAway', { action: action.label }));
          onGone();
        }}
        onClose={() => setBegun(null)}
      />
    </Part>
  );
  return { start: (action: Action) => setBegun({ action, row }), dialog };
}
