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
  const [action, setAction] = useState<Action | null>(null);
  const dialog = action && (
    <Part>
      <ActionDialog
        object={object}
        action={action}
        many={1}
        title={titleOf(row, object.title)}
        run={async (input) => {
          const after = await act.mutateAsync({ id: row.id, action: action.name, input });
          if (object.title in after) {
            message.success(t('records.acted', { action: action.label }));
            return;
          }
          message.success(t('records.actedAway', { action: action.label }));
          onGone();
        }}
        onClose={() => setAction(null)}
      />
    </Part>
  );
  return { start: setAction, dialog };
}
