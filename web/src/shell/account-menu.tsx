import { useNavigate } from '@tanstack/react-router';
import { Dropdown, type MenuProps } from 'antd';
import { ChevronDown, CircleHelp, Languages, LogOut, Rows3, Siren, SunMoon, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { askEmergency } from '@/api/emergency';
import { useSavePreferences, useSession } from '@/api/session';
import type { Density, Preferences, Theme } from '@/api/types';
import { useLook } from '@/theme/provider';
import { Avatar } from '@/ui/avatar';
import { useSignOut } from './use-sign-out';

const picture = (Picture: typeof UserRound) => <Picture size={15} strokeWidth={1.75} aria-hidden />;

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { choice, density, locale } = useLook();
  const { mutate } = useSavePreferences();
  const navigate = useNavigate();
  const signOut = useSignOut();

  const themes: Theme[] = ['light', 'dark', 'system'];
  const densities: Density[] = ['comfortable', 'compact'];
  const items: MenuProps['items'] = [
    { key: 'account', icon: picture(UserRound), label: t('shell.page.account') },
    { type: 'divider' },
    {
      key: 'theme',
      icon: picture(SunMoon),
      label: t('shell.theme.label'),
      children: themes.map((value) => ({ key: `theme:${value}`, label: t(`shell.theme.${value}`) })),
    },
    {
      key: 'density',
      icon: picture(Rows3),
      label: t('shell.density.label'),
      children: densities.map((value) => ({ key: `density:${value}`, label: t(`shell.density.${value}`) })),
    },
    {
      key: 'locale',
      icon: picture(Languages),
      label: t('shell.language'),
      children: [
        { key: 'locale:zh-CN', label: '简体中文' },
        { key: 'locale:en', label: 'English' },
      ],
    },
    { key: 'emergency', icon: picture(Siren), label: t('shell.emergency.ask') },
    { key: 'help', icon: picture(CircleHelp), label: t('shell.help.title') },
    { type: 'divider' },
    { key: 'sign-out', icon: picture(LogOut), label: t('shell.signOut') },
  ];

  function choose(key: string) {
    if (key === 'account') navigate({ to: '/account' });
    else if (key === 'help') onHelp();
    else if (key === 'emergency') askEmergency(true);
    else if (key === 'sign-out') signOut();
    else {
      const [name, value] = key.split(':');
      mutate({ [name as string]: value } as Preferences);
    }
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        selectable: true,
        multiple: true,
        selectedKeys: [`theme:${choice}`, `density:${density}`, `locale:${locale}`],
        onClick: ({ key }) => choose(key),
      }}
    >
      <button type="button" className="kd-account">
        <Avatar id={user.id} name={user.name} size={26} />
        <span>{user.name}</span>
        <span className="kd-hidden">{t('shell.accountMenu')}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
    </Dropdown>
  );
}
