import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { useSignOut } from '@/shell/use-sign-out';
import { Avatar } from '@/ui/avatar';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { EmergencyPanel } from './parts/emergency-panel';
import { NoticesPanel } from './parts/notices-panel';
import { PasswordPanel } from './parts/password-panel';
import { PreferencesPanel } from './parts/preferences-panel';
import { SessionsPanel } from './parts/sessions-panel';
import './account.css';

export function AccountPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.account'));
  const { user, organisation } = useSession();
  const phone = usePhone();
  const signOut = useSignOut();
  const facts = [
    [t('account.login'), user.login],
    [t('account.department'), user.department?.title ?? '—'],
    [
      t('account.roles'),
      user.roles.map((role) => t(`people.role.${role}`, { defaultValue: role })).join(t('common.and')),
    ],
    [t('account.organisation'), organisation],
  ];
  return (
    <div className="kd-page kd-account-page">
      <section className="kd-card kd-me">
        <Avatar id={user.id} name={user.name} size={48} />
        <div>
          <h1>{user.name}</h1>
          <dl>
            {facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </section>
      <PreferencesPanel />
      <NoticesPanel />
      <SessionsPanel />
      <PasswordPanel />
      <EmergencyPanel />
      {phone && (
        <Button block size="large" onClick={signOut}>
          {t('shell.signOut')}
        </Button>
      )}
    </div>
  );
}
