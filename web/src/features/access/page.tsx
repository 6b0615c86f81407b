import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Blank } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { LookupTab } from './parts/lookup-tab';
import { PoliciesTab } from './parts/policies-tab';
import { ProposalsTab } from './parts/proposals-tab';
import { RolesTab } from './parts/roles-tab';
import { useProposals } from './parts/use-access';
import './access.css';

const TABS = ['roles', 'policies', 'lookup', 'proposals'] as const;

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
  const { tab } = useSearch({ from: '/app/access' });
  const waiting = (useProposals().data ?? []).filter(({ state }) => state === 'open').length;
  const content = {
    roles: <RolesTab />,
    policies: <PoliciesTab />,
    lookup: <LookupTab />,
    proposals: <ProposalsTab />,
  };
  return (
    <div className="kd-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.access')}</h1>
      </div>
      <p className="kd-second kd-access-intro">{t('access.intro')}</p>
      <Tabs
        activeKey={TABS.find((known) => known === tab) ?? 'roles'}
        onChange={(next) =>
          navigate({ to: '/access', search: { tab: next === 'roles' ? undefined : next }, replace: true })
        }
        destroyOnHidden
        items={TABS.map((key) => ({
          key,
          label: (
            <>
              {t(`access.tab.${key}`)}
              {key === 'proposals' && waiting > 0 && <span className="kd-tab-count"> {waiting}</span>}
            </>
          ),
          children: content[key],
        }))}
      />
    </div>
  );
}
