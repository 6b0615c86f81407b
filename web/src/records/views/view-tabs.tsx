import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import { wholeView } from '../controller/filter';
import './view-tabs.css';

type Props = { object: ObjectInfo; active: string | undefined; onChange: (view: string | undefined) => void };

const showPill = (pill: HTMLElement | null) => pill?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

export function ViewTabs({ object, active, onChange }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const all = wholeView(object) ? [] : [{ name: '', label: t('records.view.all') }];
  const views = [...all, ...object.views];
  if (views.length < 2) return null;
  if (phone)
    return (
      <div className="kd-pills" role="group" aria-label={t('records.view.label')}>
        {views.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            className="kd-pill"
            ref={(active ?? '') === name ? showPill : undefined}
            aria-pressed={(active ?? '') === name}
            onClick={() => onChange(name || undefined)}
          >
            {label}
          </button>
        ))}
      </div>
    );
  return (
    <Tabs
      size="small"
      className="kd-view-tabs"
      activeKey={active ?? ''}
      onChange={(name) => onChange(name || undefined)}
      items={views.map(({ name, label }) => ({ key: name, label }))}
    />
  );
}
