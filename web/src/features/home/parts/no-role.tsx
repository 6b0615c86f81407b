import { UserRoundCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { Blank } from '@/ui/states';

/** For somebody who has come in before anybody said what they may do: that this is so, and whom to ask. */
export function NoRole() {
  const { t } = useTranslation();
  const { administrators, user } = useSession();
  const names = administrators.map(({ title }) => title).join(t('common.and'));
  return (
    <div className="kd-card">
      <Blank icon={UserRoundCheck} title={t('home.noRole.title')}>
        <p>{names ? t('home.noRole.ask', { names }) : t('home.noRole.askSomebody')}</p>
        <p>{t('home.noRole.login', { login: user.login })}</p>
      </Blank>
    </div>
  );
}
