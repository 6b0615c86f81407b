import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Blank, Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { CompanyPanel } from './parts/company-panel';
import { FilePanel } from './parts/file-panel';
import { MailPanel } from './parts/mail-panel';
import { ModulesPanel } from './parts/modules-panel';
import { NumbersPanel } from './parts/numbers-panel';
import { OptionsPanel } from './parts/options-panel';
import { useSettings } from './parts/use-settings';
import '@/ui/door.css';
import './settings.css';

export function SettingsPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.settings'));
  const may = useMay('settings');
  const { data, error, refetch } = useSettings(may);
  return (
    <div className="kd-page kd-settings-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.settings')}</h1>
      </div>
      {!may && (
        <div className="kd-card">
          <Blank page icon={LockKeyhole} title={t('settings.noRight.title')}>
            {t('settings.noRight.text')}
          </Blank>
        </div>
      )}
      {error && <Failure error={error} retry={refetch} />}
      {may && !data && !error && <Lines rows={8} />}
      {data && (
        <>
          <CompanyPanel settings={data} />
          <ModulesPanel settings={data} />
          <MailPanel settings={data} />
        </>
      )}
      {may && <OptionsPanel />}
      {may && <NumbersPanel />}
      {data && <FilePanel settings={data} />}
    </div>
  );
}
