import { Button } from 'antd';
import { FileKey2, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { PolicySheet } from './policy-sheet';
import type { Policy } from './types';
import { usePolicies } from './use-access';

export function PoliciesTab() {
  const { t } = useTranslation();
  const may = useMay('access');
  const { data, error, refetch } = usePolicies();
  const [open, setOpen] = useState<Policy | 'new' | null>(null);
  const add = may && (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen('new')}>
      {t('access.policy.add')}
    </Button>
  );
  return (
    <>
      {data && data.length > 0 && <div className="kd-access-tools">{add}</div>}
      {!data && (
        <div className="kd-card">
          {error ? <Failure error={error} retry={refetch} /> : <Lines rows={6} />}
        </div>
      )}
      {data?.length === 0 && (
        <div className="kd-card">
          <Blank icon={FileKey2} title={t('access.policy.empty')} actions={add}>
            {t('access.policy.emptyText')}
          </Blank>
        </div>
      )}
      <ul className="kd-access-roles">
        {data?.map((policy) => (
          <li key={policy.id}>
            <button type="button" className="kd-card kd-access-role" onClick={() => setOpen(policy)}>
              <span className="kd-access-role-head">
                <b>{policy.name}</b>
                <Tag color={policy.active ? 'green' : undefined}>
                  {t(policy.active ? 'access.policy.on' : 'access.policy.off')}
                </Tag>
                <span className="kd-grow" />
                <span className="kd-second">{policy.updated_by?.title}</span>
              </span>
              <code className="kd-second kd-access-text">{policy.text}</code>
            </button>
          </li>
        ))}
      </ul>
      {open && <PolicySheet policy={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </>
  );
}
