import { Button, Dropdown } from 'antd';
import { Download, ListChecks, MoreHorizontal, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import { can } from '../controller/use-catalog';

/** Import and export, beside the title. */
type Props = { object: ObjectInfo; onImport: () => void; onExport: () => void; onSelect: () => void };

export function ListTools({ object, onImport, onExport, onSelect }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const tools = [
    phone && {
      key: 'select',
      label: t('records.selectSeveral'),
      icon: <ListChecks size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onSelect,
    },
    can(object, 'import') && {
      key: 'import',
      label: t('records.import.button'),
      icon: <Upload size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onImport,
    },
    can(object, 'export') && {
      key: 'export',
      label: t('records.export.button'),
      icon: <Download size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onExport,
    },
  ].filter((tool) => tool !== false);
  if (tools.length === 0) return null;
  if (phone)
    return (
      <Dropdown trigger={['click']} menu={{ items: tools }}>
        <Button type="text" icon={<MoreHorizontal size={18} aria-hidden />} aria-label={t('common.more')} />
      </Dropdown>
    );
  return tools.map(({ key, label, icon, onClick }) => (
    <Button key={key} icon={icon} onClick={onClick}>
      {label}
    </Button>
  ));
}
