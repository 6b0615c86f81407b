import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { RoleEditor } from './role-editor';
import type { Role } from './types';
import { useRoles } from './use-access';

export function RolesTab() {
  const { t } = useTranslation();
  const may = useMay('access');
  const { data, error, refetch } = useRoles();
  const [open, setOpen] = useState<Role | 'new' | null>(null);
  if (error && !data)
    return (
      <div className="kd-card">
        <Failure error={error} retry={refetch} />
      </div>
    );
  if (!data)
    return (
      <div className="kd-card">
        <Lines rows={8} />
      </div>
    );
  return (
    <>
      {may && (
        <div className="kd-access-tools">
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen('new')}>
            {t('access.role.add')}
          </Button>
        </div>
      )}
      <ul className="kd-access-roles">
        {data.map((role) => (
          <li key={role.name}>
            <button type="button" className="kd-card kd-access-role" onClick={() => setOpen(role)}>
              <span className="kd-access-role-head">
                <b>{role.label}</b>
                {role.office && <Tag>{t('access.role.office')}</Tag>}
                {!role.shipped && <Tag color="cyan">{t('access.role.own')}</Tag>}
                {role.changed && <Tag color="gold">{t('access.role.changed')}</Tag>}
                <span className="kd-grow" />
                <span className="kd-second">{t('access.role.members', { count: role.members })}</span>
              </span>
              <span className="kd-second">
                {role.about ?? t('access.role.ownAbout', { name: role.name })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open && <RoleEditor role={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </>
  );
}
