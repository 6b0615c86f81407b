import { Button } from 'antd';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo, Total } from '@/api/types';
import { count, totalText } from '@/format/number';
import { can } from '../controller/use-catalog';
import './bulk-bar.css';

type Props = {
  object: ObjectInfo;
  selected: number;
  total?: Total;
  allLoaded: boolean;
  selectingAll: boolean;
  onSelectAll: () => void;
  onAction: (action: Action) => void;
  onEdit: () => void;
  onExport: () => void;
  onDelete: () => void;
  onClear: () => void;
};

export function BulkBar(props: Props) {
  const { selected, total } = props;
  const { t } = useTranslation();
  const offerAll = props.allLoaded && total !== undefined && total.count > selected;
  return (
    <section className="kd-bulk" aria-label={t('records.bulk.label')}>
      <span className="kd-bulk-count" aria-live="polite">
        {t('records.bulk.selected', { total: count(selected) })}
      </span>
      {offerAll && (
        <Button type="text" size="small" loading={props.selectingAll} onClick={props.onSelectAll}>
          {t('records.bulk.selectAll', { total: totalText(total) })}
        </Button>
      )}
      {selected > 0 && <BulkButtons {...props} />}
      <button
        type="button"
        className="kd-bulk-close"
        onClick={props.onClear}
        aria-label={t('records.bulk.clear')}
      >
        <X size={15} aria-hidden />
      </button>
    </section>
  );
}

function BulkButtons(props: Props) {
  const { object } = props;
  const { t } = useTranslation();
  return (
    <>
      <span className="kd-bulk-line" aria-hidden />
      {object.actions
        .filter(({ bulk }) => bulk)
        .map((action) => (
          <Button key={action.name} type="text" size="small" onClick={() => props.onAction(action)}>
            {action.label}
          </Button>
        ))}
      {can(object, 'update') && (
        <Button type="text" size="small" onClick={props.onEdit}>
          {t('records.bulk.edit')}
        </Button>
      )}
      {can(object, 'export') && (
        <Button type="text" size="small" onClick={props.onExport}>
          {t('records.export.button')}
        </Button>
      )}
      {can(object, 'delete') && (
        <Button type="text" size="small" onClick={props.onDelete}>
          {t('common.delete')}
        </Button>
      )}
    </>
  );
}
