import { Button, Dropdown, Tooltip } from 'antd';
import { Download, ListChecks, MoreHorizontal, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, Verb } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import { can, closedFor } from '../controller/use-catalog';
import './list-tools.css';

/** Import and export, beside the title. */
type Props = { object: ObjectInfo; onImport: () => void; onExport: () => void; onSelect: () => void };

export function ListTools({ object, onImport, onExport, onSelect }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  // What one may, but not now or from here, is there and says why.
  const offered = (verb: Verb) => can(object, verb) || closedFor(object, verb) !== undefined;
  const tools = [
    phone && {
      key: 'select',
      label: t('records.selectSeveral'),
      icon: <ListChecks size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onSelect,
      closed: undefined,
    },
    offered('import') && {
      key: 'import',
      label: t('records.import.button'),
      icon: <Upload size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onImport,
      closed: closedFor(object, 'import'),
    },
    offered('export') && {
      key: 'export',
      label: t('records.export.button'),
      icon: <Download size={16} strokeWidth={1.75} aria-hidden />,
      onClick: onExport,
      closed: closedFor(object, 'export'),
    },
  ].filter((tool) => tool !== false);
  if (tools.length === 0) return null;
  if (phone)
    return (
      <Dropdown
        trigger={['click']}
        menu={{
          items: tools.map(({ label, closed, ...tool }) => ({
            ...tool,
            disabled: closed !== undefined,
            label: closed ? (
              <span className="kd-tool-closed">
                {label}
                <small>{closed}</small>
              </span>
            ) : (
              label
            ),
          })),
        }}
      >
        <Button type="text" icon={<MoreHorizontal size={18} aria-hidden />} aria-label={t('common.more')} />
      </Dropdown>
    );
  return tools.map(({ key, label, icon, onClick, closed }) =>
    closed ? (
      <Tooltip key={key} title={closed} trigger={['hover', 'focus']}>
        {/* Not taken out of the order of keys: whoever comes to it hears why. */}
        <Button icon={icon} aria-disabled className="kd-tool-off" aria-description={closed}>
          {label}
        </Button>
      </Tooltip>
    ) : (
      <Button key={key} icon={icon} onClick={onClick}>
        {label}
      </Button>
    ),
  );
}
