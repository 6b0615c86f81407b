import { Tabs } from 'antd';
import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhone } from '@/ui/use-media';
import type { ListView } from '../controller/views';
import './view-tabs.css';

type Props = {
  views: ListView[];
  active: string | undefined;
  onChange: (view: string) => void;
  /** What can be done with the view that is open. */
  menu: ReactNode;
};

const showPill = (pill: HTMLElement | null) => pill?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

export function ViewTabs({ views, active = '', onChange, menu }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  if (phone)
    return (
      <div className="kd-pills" role="group" aria-label={t('records.view.label')}>
        {views.map((view) => (
          <button
            key={view.key}
            type="button"
            className="kd-pill"
            ref={active === view.key ? showPill : undefined}
            aria-pressed={active === view.key}
            onClick={() => onChange(view.key)}
          >
            {view.label}
          </button>
        ))}
        {menu}
      </div>
    );
  return (
    <div className="kd-view-row">
      <Tabs
        size="small"
        className="kd-view-tabs"
        activeKey={active}
        onChange={onChange}
        items={views.map((view) => ({ key: view.key, label: <TabLabel view={view} /> }))}
      />
      {/* Not among the tabs: a list of tabs holds nothing else. */}
      {menu}
    </div>
  );
}

function TabLabel({ view }: { view: ListView }) {
  const { t } = useTranslation();
  const { kept, label } = view;
  if (!kept || kept.share.with === 'self') return <span className="kd-view-label">{label}</span>;
  const whose = kept.own ? t('records.view.shownToOthers') : t('records.view.from', { name: kept.by.title });
  return (
    <span className="kd-view-label" title={`${label} · ${whose}`}>
      {label} <Users size={13} strokeWidth={1.75} aria-hidden />
    </span>
  );
}
