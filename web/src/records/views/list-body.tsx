import { Button, Skeleton } from 'antd';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Blank, Failure } from '@/ui/states';
import { usePhone } from '@/ui/use-media';
import { can } from '../controller/use-catalog';
import type { Column } from '../controller/use-columns';
import type { useList } from '../controller/use-list';
import type { useSelection } from '../controller/use-selection';
import { RecordCards } from './record-cards';
import { RecordTable } from './record-table';

type Props = {
  object: ObjectInfo;
  list: ReturnType<typeof useList>;
  columns: Column[];
  sort: string;
  filtered: boolean;
  cursor: number;
  /** On a phone, where cards open unless one is picking several. */
  selecting: boolean;
  selection: ReturnType<typeof useSelection>;
  onSort: (field: string) => void;
  onResize: (field: string, width: number) => void;
  onCreate?: () => void;
  onClear: () => void;
  /** Set where a search found nothing in a part of the list, and the whole may hold more. */
  onSearchAll?: () => void;
};

export function ListBody({
  object,
  list,
  filtered,
  onCreate,
  onClear,
  onSearchAll,
  selecting,
  ...table
}: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  if (list.loading) return <Waiting phone={phone} />;
  if (list.error && list.rows.length === 0)
    return (
      <div className="kd-card">
        <Failure
          error={list.error}
          retry={list.refetch}
          right={t('records.right.see', { label: object.label })}
        />
      </div>
    );
  if (list.rows.length === 0)
    return (
      <div className="kd-card">
        {filtered ? (
          <Blank
            icon={SearchX}
            title={t('records.empty.filtered')}
            actions={
              <>
                {onSearchAll && (
                  <Button type="primary" onClick={onSearchAll}>
                    {t('records.empty.searchAll', { label: object.label })}
                  </Button>
                )}
                <Button onClick={onClear}>{t('records.empty.clear')}</Button>
              </>
            }
          >
            {t('records.empty.filteredText')}
          </Blank>
        ) : (
          <Beginning object={object} onCreate={onCreate} />
        )}
      </div>
    );
  const shared = { object, rows: list.rows, pager: list.pager };
  return phone ? (
    <RecordCards {...shared} selection={selecting ? table.selection : undefined} />
  ) : (
    <RecordTable {...shared} {...table} changing={list.changing} />
  );
}

/** What this list is for and how to begin with it. */
export function Beginning({ object, onCreate }: { object: ObjectInfo; onCreate?: () => void }) {
  const { t } = useTranslation();
  const key = can(object, 'import') ? 'records.empty.textImport' : 'records.empty.text';
  return (
    <Blank
      icon={((props) => <Icon name={object.icon} {...props} />) as typeof SearchX}
      title={t('records.empty.title', { label: object.label })}
      actions={
        onCreate && (
          <Button type="primary" onClick={onCreate}>
            {t('records.create', { label: object.label })}
          </Button>
        )
      }
    >
      {onCreate ? t(key, { label: object.label }) : t('records.empty.readOnly', { label: object.label })}
    </Blank>
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
