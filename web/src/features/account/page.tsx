import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { groupsOf, useCatalog } from '@/records/controller/use-catalog';
import { adminPlaces } from '@/shell/places';
import { useSignOut } from '@/shell/use-sign-out';
import { Avatar } from '@/ui/avatar';
import { Icon } from '@/ui/icon';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { EmergencyPanel } from './parts/emergency-panel';
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
      user.roles.map((role) => t(`people.role.${role}`, { defaultValue: role })).join('、'),
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
      {phone && <Everything />}
      <PreferencesPanel />
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

/** On a phone there is no side navigation: this is the way to everything else. */
function Everything() {
  const { t } = useTranslation();
  const session = useSession();
  const { objects } = useCatalog();
  const main = groupsOf(objects).flatMap((group) => group.objects);
  return (
    <nav className="kd-card kd-everything" aria-label={t('account.everything')}>
      {main.map((object) => (
        <Link key={object.name} to="/r/$object" params={{ object: object.name }}>
          <Icon name={object.icon} size={18} />
          <span>{object.label}</span>
          <ChevronRight size={16} aria-hidden />
        </Link>
      ))}
      {adminPlaces(session).map(({ to, key, icon: Picture }) => (
        <Link key={to} to={to}>
          <Picture size={18} strokeWidth={1.75} aria-hidden />
          <span>{t(key)}</span>
          <ChevronRight size={16} aria-hidden />
        </Link>
      ))}
    </nav>
  );
}
