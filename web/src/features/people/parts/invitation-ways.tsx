import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { InvitationWay } from './use-people';

/** By mail, where it can be. */
export const usualWay = (mail: boolean, email?: string | null): InvitationWay =>
  mail && email ? 'mail' : 'link';

type Props = { value: InvitationWay; onChange: (way: InvitationWay) => void; email?: string | null };

/** How an invitation reaches somebody; says why mail is not among the ways. */
export function InvitationWays({ value, onChange, email }: Props) {
  const { t } = useTranslation();
  const { mail } = useSession();
  if (!mail) return <p className="kd-second">{t('people.mailOff')}</p>;
  return (
    <Radio.Group
      aria-label={t('people.invitationWay')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[
        {
          value: 'mail',
          label: email ? t('people.byMail', { email }) : t('people.byMailWithout'),
          disabled: !email,
        },
        { value: 'link', label: t('people.byLink') },
      ]}
    />
  );
}
