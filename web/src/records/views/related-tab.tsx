import { App, Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, Relation } from '@/api/types';
import { Failure, Lines } from '@/ui/states';
import { usePhone } from '@/ui/use-media';
import { nextSort } from '../controller/filter';
import { can, useObject } from '../controller/use-catalog';
import { useColumns } from '../controller/use-columns';
import { useList } from '../controller/use-list';
import { titleOf } from '../controller/values';
import { Beginning } from './list-empty';
import { RecordCards } from './record-cards';
import { RecordDrawer } from './record-drawer';
import { RecordTable } from './record-table';

type Props = {
  parent: ObjectInfo;
  row: RecordRow;
  relation: Relation;
  /** Below a heading that brings its own way to write another one. */
  bare?: boolean;
};

export function RelatedTab(props: Props) {
  const object = useObject(props.relation.object);
  return object ? <Related {...props} object={object} /> : null;
}

function Related({ parent, row, relation, bare, object }: Props & { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
  const chosen = useColumns(object);
  const [sort, setSort] = useState(object.sort);
  const [creating, setCreating] = useState(false);
  // The record at whose page we are needs no column of its own.
  const columns = chosen.columns.filter(({ field }) => field.name !== relation.field);
  const list = useList({
    object: object.name,
    parent: { object: parent.name, id: row.id },
    fields: columns.map(({ field }) => field.name),
    sort,
  });
  const create = can(object, 'create') ? () => setCreating(true) : undefined;
  const shared = { object, rows: list.rows, pager: list.pager };

  function body() {
    if (list.loading) return <Lines rows={4} />;
    if (list.error && list.rows.length === 0)
      return <Failure error={list.error} retry={list.refetch} compact />;
    if (list.rows.length === 0) return <Beginning object={object} onCreate={create} />;
    if (phone) return <RecordCards {...shared} />;
    return (
      <div className="kd-related">
        <RecordTable
          {...shared}
          columns={columns}
          sort={sort}
          changing={list.changing}
          onSort={(field) => setSort(nextSort(sort, field) ?? object.sort)}
        />
      </div>
    );
  }
  return (
    <>
      {create && !bare && list.rows.length > 0 && (
        <div className="kd-related-tools">
          <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={create}>
            {t('records.create', { label: object.one })}
          </Button>
        </div>
      )}
      {body()}
      {creating && (
        <RecordDrawer
          object={object}
          initial={{ [relation.field]: { id: row.id, title: titleOf(row, parent.title) } }}
          onClose={() => setCreating(false)}
          onSaved={() => {
            setCreating(false);
            message.success(t('records.created', { label: object.label }));
          }}
        />
      )}
    </>
  );
}
