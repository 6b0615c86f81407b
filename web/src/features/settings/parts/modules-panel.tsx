import { Button, Switch } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/icon';
import { Panel } from '@/ui/panel';
import { useGuard } from '@/ui/use-guard';
import { changesOf, type Wanted } from './module-changes';
import { useSaying } from './saying';
import { type Module, type Settings, useSettingsActs } from './use-settings';
import './modules-panel.css';

/** Which modules the company uses. The others are hidden from everybody's navigation, and nothing else becomes of them. */
export function ModulesPanel({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const [only, ...others] = settings.modules;
  if (!only) return null;
  if (others.length === 0 && only.on)
    return (
      <Panel title={t('settings.modules.title')}>
        <p className="kd-modules-only kd-second">{t('settings.modules.only', { label: only.label })}</p>
      </Panel>
    );
  return <Choice settings={settings} />;
}

function Choice({ settings: { modules, version } }: { settings: Settings }) {
  const { t } = useTranslation();
  const { switchModules } = useSettingsActs(version);
  const { saved, failed } = useSaying();
  const [wanted, setWanted] = useState<Wanted>({});
  const { off, opened, closed, last } = changesOf(modules, wanted);
  const dirty = opened.length + closed.length > 0;
  useGuard(dirty);
  const listed = (some: Module[]) => some.map(({ label }) => label).join(t('common.and'));
  function save() {
    switchModules.mutate(off, {
      onSuccess: () => {
        setWanted({});
        saved();
      },
      onError: failed,
    });
  }
  return (
    <Panel title={t('settings.modules.title')} text={t('settings.modules.text')}>
      <ul className="kd-modules">
        {modules.map((module) => (
          <One
            key={module.name}
            module={module}
            on={!off.includes(module.name)}
            last={module.name === last}
            onChange={(on) => setWanted((before) => ({ ...before, [module.name]: on }))}
          />
        ))}
      </ul>
      <div className="kd-modules-says kd-second" aria-live="polite">
        {closed.length > 0 && <p>{t('settings.modules.closed', { labels: listed(closed) })}</p>}
        {opened.length > 0 && <p>{t('settings.modules.opened', { labels: listed(opened) })}</p>}
        {last && <p>{t('settings.modules.last')}</p>}
      </div>
      <div className="kd-settings-acts">
        <Button type="primary" loading={switchModules.isPending} disabled={!dirty} onClick={save}>
          {t('common.save')}
        </Button>
        {dirty && (
          <Button type="text" disabled={switchModules.isPending} onClick={() => setWanted({})}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

type OneProps = { module: Module; on: boolean; last: boolean; onChange: (on: boolean) => void };

/** The whole of it switches, so that a thumb finds it. */
function One({ module, on, last, onChange }: OneProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, about] = [`${id}-name`, `${id}-about`];
  return (
    <li className="kd-modules-one" data-off={!on || undefined}>
      <label htmlFor={id}>
        <Icon name={module.icon} size={19} />
        <span className="kd-modules-words">
          <b id={name} className="kd-cut">
            {module.label}
          </b>
          <span id={about} className="kd-cut kd-second" title={module.objects.join(t('common.and'))}>
            {module.objects.join(t('common.and'))}
          </span>
        </span>
      </label>
      <Switch
        id={id}
        aria-labelledby={name}
        aria-describedby={about}
        checked={on}
        disabled={last}
        onChange={onChange}
      />
    </li>
  );
}
