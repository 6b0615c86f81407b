import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEmergencies } from '@/api/emergency';
import { useMay } from '@/api/session';
import { Blank } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { EmergencyTab } from './parts/emergency-tab';
import { LookupTab } from './parts/lookup-tab';
import { PoliciesTab } from './parts/policies-tab';
import { ProposalsTab } from './parts/proposals-tab';
import { ReviewTab } from './parts/review-tab';
import { RolesTab } from './parts/roles-tab';
import { useProposals } from './parts/use-access';
import './access.css';

const TABS = ['roles', 'policies', 'lookup', 'proposals', 'review', 'emergency'] as const;

export function AccessPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.access'));
  const may = useMay('explain');
  if (!may)
    return (
      <div className="kd-page">
        <div className="kd-card">
          <Blank page icon={LockKeyhole} title={t('access.noRight.title')}>
            {t('access.noRight.text')}
          </Blank>
        </div>
      </div>
    );
  return <Access />;
}

function Access() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const reviews = useMay('access');
  const { tab } = useSearch({ from: '/app/access' });
  const waiting = (useProposals().data ?? []).filter(({ state }) => state === 'open').length;
  const emergencies = useEmergencies().data?.items.length ?? 0;
  const counts: Partial<Record<(typeof TABS)[number], number>> = {
    proposals: waiting,
    emergency: emergencies,
  };
  const tabs = TABS.filter((key) => key !== 'review' || reviews);
  const content = {
    roles: <RolesTab />,
    policies: <PoliciesTab />,
    lookup: <LookupTab />,
    proposals: <ProposalsTab />,
    review: <ReviewTab />,
    emergency: <EmergencyTab />,
  };
  return (
    <div className="kd-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.access')}</h1>
      </div>
      <p className="kd-second kd-access-intro">{t('access.intro')}</p>
      <Tabs
        activeKey={tabs.find((known) => known === tab) ?? 'roles'}
        onChange={(next) =>
          navigate({ to: '/access', search: { tab: next === 'roles' ? undefined : next }, replace: true })
        }
        destroyOnHidden
        items={tabs.map((key) => ({
          key,
          label: (
            <>
              {t(`access.tab.${key}`)}
              {Boolean(counts[key]) && <span className="kd-tab-count"> {counts[key]}</span>}
            </>
          ),
          children: content[key],
        }))}
      />
    </div>
  );
}
