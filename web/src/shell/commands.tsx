import { useNavigate } from '@tanstack/react-router';
import { CircleHelp, LogOut, Moon, Plus, Sun, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSavePreferences, useSession } from '@/api/session';
import type { SearchGroup } from '@/api/types';
import { can, groupsOf, useCatalog } from '@/records/controller/use-catalog';
import { useLook } from '@/theme/provider';
import { Icon } from '@/ui/icon';
import { adminPlaces, homePlace } from './places';
import { useSignOut } from './use-sign-out';

export type Command = { key: string; label: string; icon: ReactNode; note?: string; run: () => void };
export type Section = { label: string; commands: Command[] };

const small = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Records that the server found, one section per object. */
export function useHits(groups: SearchGroup[]): Section[] {
  const navigate = useNavigate();
  const { objects } = useCatalog();
  return groups.map((group) => {
    const object = objects.find(({ name }) => name === group.object);
    return {
      label: group.label,
      commands: group.items.map((item) => {
        const matched = item.matched.find(({ field }) => field !== object?.title);
        return {
          key: `${group.object}-${item.id}`,
          label: item.title,
          icon: <Icon name={object?.icon ?? 'box'} />,
          note: matched && `${matched.label} ${matched.value}`,
          run: () => navigate({ to: '/r/$object/$id', params: { object: group.object, id: item.id } }),
        };
      }),
    };
  });
}

export function useCommands(onHelp: () => void): Section[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const { objects } = useCatalog();
  const { isDark } = useLook();
  const { mutate } = useSavePreferences();
  const signOut = useSignOut();
  const main = groupsOf(objects).flatMap((group) => group.objects);

  const actions: Command[] = main
    .filter((object) => can(object, 'create'))
    .map((object) => ({
      key: `new-${object.name}`,
      label: t('records.create', { label: object.label }),
      icon: <Plus {...small} />,
      run: () => navigate({ to: '/r/$object', params: { object: object.name }, search: { new: true } }),
    }));
  const pages: Command[] = [
    ...[homePlace, ...adminPlaces(session)].map(({ to, key, icon: Picture }) => ({
      key: `page-${to.slice(1) || 'home'}`,
      label: t(key),
      icon: <Picture {...small} />,
      run: () => navigate({ to }),
    })),
    ...main.map((object) => ({
      key: `list-${object.name}`,
      label: object.label,
      icon: <Icon name={object.icon} />,
      run: () => navigate({ to: '/r/$object', params: { object: object.name } }),
    })),
    {
      key: 'account',
      label: t('shell.page.account'),
      icon: <UserRound {...small} />,
      run: () => navigate({ to: '/account' }),
    },
  ];
  const others: Command[] = [
    {
      key: 'theme',
      label: t(isDark ? 'shell.command.light' : 'shell.command.dark'),
      icon: isDark ? <Sun {...small} /> : <Moon {...small} />,
      run: () => mutate({ theme: isDark ? 'light' : 'dark' }),
    },
    { key: 'help', label: t('shell.help.title'), icon: <CircleHelp {...small} />, run: onHelp },
    { key: 'sign-out', label: t('shell.signOut'), icon: <LogOut {...small} />, run: signOut },
  ];
  return [
    { label: t('shell.search.actions'), commands: actions },
    { label: t('shell.search.pages'), commands: pages },
    { label: t('shell.search.more'), commands: others },
  ];
}

export function matching(sections: Section[], typed: string): Section[] {
  const wanted = typed.toLowerCase();
  return sections
    .map((section) => ({
      ...section,
      commands: section.commands.filter(({ label }) => label.toLowerCase().includes(wanted)),
    }))
    .filter((section) => section.commands.length > 0);
}
