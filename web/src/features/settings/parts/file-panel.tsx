import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Panel } from '@/ui/panel';
import { Facts } from './facts';
import type { Settings } from './use-settings';

/** What only the configuration file can say, and what is set elsewhere. */
export function FilePanel({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const explains = useMay('explain');
  const { session } = settings;
  return (
    <Panel title={t('settings.file.title')} text={t('settings.file.text')}>
      <Facts
        facts={[
          [t('settings.file.zone'), settings.time_zone],
          [t('settings.file.language'), settings.locale === 'en' ? 'English' : '简体中文'],
          [t('settings.file.areaCode'), settings.area_code],
          [t('settings.file.url'), settings.mail.public_url],
          [
            t('settings.file.idle'),
            t('settings.file.hours', { count: Math.round(session.idle_minutes / 6) / 10 }),
          ],
          [t('settings.file.longest'), t('settings.file.hours', { count: session.absolute_hours })],
        ]}
      />
      {explains && (
        <p className="kd-settings-more">
          <Link to="/access" search={{ tab: 'review' }}>
            {t('settings.file.review')}
          </Link>
          <Link to="/access" search={{ tab: 'proposals' }}>
            {t('settings.file.twoPeople')}
          </Link>
        </p>
      )}
    </Panel>
  );
}
