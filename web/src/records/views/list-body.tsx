import { Skeleton } from 'antd';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import type { Density, ObjectInfo } from '@/api/types';
import { Failure } from '@/ui/states';
import { usePhone } from '@/ui/use-media';
import type { Column } from '../controller/use-columns';
import type { useList } from '../controller/use-list';
import type { useSelection } from '../controller/use-selection';
import { Empty } from './list-empty';
import { RecordCards } from './record-cards';
import { RecordTable } from './record-table';

type Props = {
  object: ObjectInfo;
  list: ReturnType<typeof useList>;
  columns: Column[];
  /** That of the view, where it has one. */
  density?: Density;
  sort: string;
  cursor: number;
  /** On a phone, where cards open unless one is picking several. */
  selecting: boolean;
  selection: ReturnType<typeof useSelection>;
  onSort: (field: string) => void;
  onResize: (field: string, width: number) => void;
  empty: Omit<ComponentProps<typeof Empty>, 'object'>;
};

export function ListBody({ object, list, empty, selecting, ...table }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const none = list.rows.length === 0;
  // Another view has its own reason to be empty; to say the last one's would be wrong.
  if (list.loading || (none && list.changing && !empty.narrowed)) return <Waiting phone={phone} />;
  if (list.error && none)
    return (
      <div className="kd-card">
        <Failure
          error={list.error}
          retry={list.refetch}
          right={t('records.right.see', { label: object.many })}
        />
      </div>
    );
  if (none)
    return (
      <div className="kd-card">
        <Empty {...empty} object={object} />
      </div>
    );
  const shared = { object, rows: list.rows, pager: list.pager };
  return phone ? (
    <RecordCards {...shared} selection={selecting ? table.selection : undefined} />
  ) : (
    <RecordTable {...shared} {...table} changing={list.changing} />
  );
}

function Waiting({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="kd-card kd-lines" role="status" aria-label={t('common.loading')}>
      <Skeleton active title={false} paragraph={{ rows: phone ? 10 : 14, width: '100%' }} />
    </div>
  );
}
