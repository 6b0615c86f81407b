import { Button, Dropdown } from 'antd';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { parseSort } from '../controller/filter';
import { listFields } from '../controller/use-catalog';

type Props = { object: ObjectInfo; sort: string; onSort: (field: string) => void };

/** What the headings of a table do, where there is no room for a table. */
export function SortMenu({ object, sort, onSort }: Props) {
  const { t } = useTranslation();
  const now = parseSort(sort);
  const fields = listFields(object);
  const label = now && fields.find(({ name }) => name === now.field)?.label;
  const Arrow = now?.down ? ArrowDown : ArrowUp;
  const sortable = fields.filter((field) => field.sortable);
  if (sortable.length === 0) return null;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        className: 'kd-sort-menu',
        items: sortable.map((field) => ({
          key: field.name,
          label: field.label,
          icon:
            now?.field === field.name ? <Arrow size={14} aria-hidden /> : <span className="kd-no-arrow" />,
        })),
        selectedKeys: now ? [now.field] : [],
        onClick: ({ key }) => onSort(key),
      }}
    >
      <Button
        type="text"
        icon={label ? <Arrow size={15} aria-hidden /> : <ArrowUpDown size={15} aria-hidden />}
        aria-label={label ? t('records.sort.by', { label }) : t('records.sort.button')}
      >
        {label ?? t('records.sort.button')}
      </Button>
    </Dropdown>
  );
}
