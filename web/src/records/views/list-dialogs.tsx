import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, Total } from '@/api/types';
import { Part } from '@/ui/part';
import type { ListQuery } from '../controller/use-list';
import { RecordDrawer } from './record-drawer';

const ExportDialog = lazy(() => import('./export-dialog'));
const ImportWizard = lazy(() => import('./import/import-wizard'));

export type Opened = 'import' | 'export' | null;

type Props = {
  object: ObjectInfo;
  query: ListQuery;
  columns: string[];
  total?: Total;
  ids: ReadonlySet<string>;
  creating: boolean;
  opened: Opened;
  onCloseForm: () => void;
  onClose: () => void;
};

/** What opens over a list: the form of a new record, import and export. */
export function ListDialogs({ object, query, columns, total, ids, creating, opened, ...on }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  return (
    <>
      {creating && (
        <RecordDrawer
          addressed
          object={object}
          onClose={on.onCloseForm}
          onSaved={(row) => {
            // Written for somebody else, it may be out of one's own sight; the answer is then the id alone.
            if (!(object.title in row)) {
              message.info(t('records.createdElsewhere', { label: object.label }));
              return on.onCloseForm();
            }
            message.success(t('records.created', { label: object.label }));
            navigate({ to: '/r/$object/$id', params: { object: object.name, id: row.id }, replace: true });
          }}
        />
      )}
      <Part>
        {opened === 'import' && <ImportWizard object={object} onClose={on.onClose} />}
        {opened === 'export' && (
          <ExportDialog
            object={object}
            query={{ filter: query.filter, q: query.q, view: query.view }}
            total={total}
            ids={[...ids]}
            columns={columns}
            onClose={on.onClose}
          />
        )}
      </Part>
    </>
  );
}
