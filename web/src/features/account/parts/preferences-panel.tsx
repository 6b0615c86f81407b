import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSavePreferences } from '@/api/session';
import { useLook } from '@/theme/provider';
import { Panel } from '@/ui/panel';

export function PreferencesPanel() {
  const { t } = useTranslation();
  const { choice, density, locale } = useLook();
  const { mutate } = useSavePreferences();
  return (
    <Panel title={t('account.preferences')}>
      <div className="kd-preference">
        <span>{t('shell.theme.label')}</span>
        <Segmented
          aria-label={t('shell.theme.label')}
          value={choice}
          onChange={(theme) => mutate({ theme })}
          options={(['light', 'dark', 'system'] as const).map((value) => ({
            value,
            label: t(`shell.theme.${value}`),
          }))}
        />
      </div>
      <div className="kd-preference">
        <span>{t('shell.density.label')}</span>
        <Segmented
          aria-label={t('shell.density.label')}
          value={density}
          onChange={(next) => mutate({ density: next })}
          options={(['comfortable', 'compact'] as const).map((value) => ({
            value,
            label: t(`shell.density.${value}`),
          }))}
        />
      </div>
      <div className="kd-preference">
        <span>{t('shell.language')}</span>
        <Segmented
          aria-label={t('shell.language')}
          value={locale}
          onChange={(next) => mutate({ locale: next })}
          options={[
            { value: 'zh-CN' as const, label: '简体中文' },
            { value: 'en' as const, label: 'English' },
          ]}
        />
      </div>
    </Panel>
  );
}
