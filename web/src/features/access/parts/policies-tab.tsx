import { Button } from 'antd';
import { Building2, FileKey2, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { OfficeDialog } from './office-dialog';
import { PolicySheet } from './policy-sheet';
import { recognised, sentenceOf } from './template';
import type { Policy } from './types';
import { useUnmet } from './unmet-note';
import { usePolicies, useVocabulary } from './use-access';

export function PoliciesTab() {
  const { t } = useTranslation();
  const may = useMay('access');
  const { data, error, refetch } = usePolicies();
  const [open, setOpen] = useState<Policy | 'new' | null>(null);
  const [office, setOffice] = useState(false);
  const add = may && (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen('new')}>
      {t('access.policy.add')}
    </Button>
  );
  return (
    <>
      {may && (
        <div className="kd-access-tools">
          <Button icon={<Building2 size={15} aria-hidden />} onClick={() => setOffice(true)}>
            {t('access.office.title')}
          </Button>
          {data && data.length > 0 && add}
        </div>
      )}
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
            <PolicyCard policy={policy} onOpen={() => setOpen(policy)} />
          </li>
        ))}
      </ul>
      {open && <PolicySheet policy={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
      {office && <OfficeDialog onClose={() => setOffice(false)} />}
    </>
  );
}

/** One that came from a template is told in a sentence; any other in its own words. */
function PolicyCard({ policy, onOpen }: { policy: Policy; onOpen: () => void }) {
  const { t } = useTranslation();
  const words = useVocabulary().data;
  const unmet = useUnmet(policy.text);
  const made = words && recognised(policy.text, words.templates);
  return (
    <button type="button" className="kd-card kd-access-role" onClick={onOpen}>
      <span className="kd-access-role-head">
        <b>{policy.name}</b>
        <Tag color={policy.active ? 'green' : undefined}>
          {t(policy.active ? 'access.policy.on' : 'access.policy.off')}
        </Tag>
        {policy.active && unmet && <Tag color="gold">{t('access.unmet.tag')}</Tag>}
        <span className="kd-grow" />
        <span className="kd-second">{policy.updated_by?.title}</span>
      </span>
      {made && words ? (
        <span className="kd-second kd-access-sentence">{sentenceOf(made, words)}</span>
      ) : (
        <code className="kd-second kd-access-text">{policy.text}</code>
      )}
    </button>
  );
}
