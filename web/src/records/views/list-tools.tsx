import { Button, Dropdown } from 'antd';
import { Download, ListChecks, MoreHorizontal, Upload } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';
import { can } from '../controller/use-catalog';

const ImportWizard = lazy(() => import('./import/import-wizard'));

/** Import and export, beside the title. */
type Props = { object: ObjectInfo; onExport: () => void; onSelect: () => void };

export function ListTools({ object, onExport, onSelect }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [importing, setImporting] = useState(false);
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
      onClick: () => setImporting(true),
    },
    can(object, 'export') && {
      key: 'export',
      label: t('records.export.button'),
      icon: <Download size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onExport,
    },
  ].filter((tool) => tool !== false);
  if (tools.length === 0) return null;
  return (
    <>
      {phone ? (
        <Dropdown trigger={['click']} menu={{ items: tools }}>
          <Button type="text" icon={<MoreHorizontal size={18} aria-hidden />} aria-label={t('common.more')} />
        </Dropdown>
      ) : (
        tools.map(({ key, label, icon, onClick }) => (
          <Button key={key} icon={icon} onClick={onClick}>
            {label}
          </Button>
        ))
      )}
      {importing && (
        <Part>
          <ImportWizard object={object} onClose={() => setImporting(false)} />
        </Part>
      )}
    </>
  );
}
