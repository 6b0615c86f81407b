import { App } from 'antd';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { useAction } from '../controller/use-action';
import { titleOf } from '../controller/values';

const ActionDialog = lazy(() => import('./action-dialog'));

/** Starts a named step on one record, from whichever button, and says what came of it. */
export function useActing(object: ObjectInfo, row: RecordRow, onGone: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAction(object.name);
  // With the record as it stood when it was begun: what is read anew behind the dialog is not what was decided upon.
  const [begun, setBegun] = useState<{ action: Action; row: RecordRow } | null>(null);
  const dialog = begun && (
    <Part>
      <ActionDialog
        object={object}
        action={begun.action}
        many={1}
        title={titleOf(begun.row, object.title)}
        run={async (input) => {
          const { action, row: seen } = begun;
          const after = await act.mutateAsync({ row: seen, action: action.name, input });
          if (object.title in after) {
            message.success(t('records.acted', { action: action.label }));
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
