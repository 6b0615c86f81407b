import { useNavigate } from '@tanstack/react-router';
import { CircleHelp, LogOut, Moon, Plus, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSavePreferences } from '@/api/session';
import type { SearchGroup } from '@/api/types';
import { can, useCatalog } from '@/records/controller/use-catalog';
import { useLook } from '@/theme/provider';
import { Icon } from '@/ui/icon';
import { found, type Ranked } from '@/ui/matching';
import { type Entry, placeEntry } from './navigation';
import { accountPlace, homePlace, messagesPlace } from './places';
import { useNavigation } from './use-navigation';
import { useSignOut } from './use-sign-out';

export type Command = {
  key: string;
  label: string;
  icon: ReactNode;
  note?: string;
  keywords?: string[];
  run: () => void;
};
export type Section = Ranked<Command> & { label: string };

const small = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Records that the server found, one section per object. */
export function useHits(groups: SearchGroup[]): Section[] {
  const navigate = useNavigate();
  const { objects } = useCatalog();
  return groups.map((group) => {
    const object = objects.find(({ name }) => name === group.object);
    return {
      key: `records-${group.object}`,
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
  const { isDark } = useLook();
  const { mutate } = useSavePreferences();
  const signOut = useSignOut();
  const { main, entries, shortcuts } = useNavigation();

  const actions: Command[] = main
    .filter((object) => can(object, 'create'))
    .map((object) => ({
      key: `new-${object.name}`,
      label: t('records.create', { label: object.one }),
      icon: <Plus {...small} />,
      keywords: object.keywords,
      run: () => navigate({ to: '/r/$object', params: { object: object.name }, search: { new: true } }),
    }));
  // What somebody uses most is at hand before they have typed anything.
  const first = [...shortcuts.pinned, ...shortcuts.recent];
  const pages: Command[] = [
    ...first,
    ...[placeEntry(homePlace, '', t), ...entries].filter((entry) => !first.includes(entry)),
    placeEntry(messagesPlace, '', t),
    placeEntry(accountPlace, '', t),
  ].map(({ key, label, icon, keywords, domain, target }: Entry) => ({
    key: `page-${key.replace('/', '-') || 'home'}`,
    label,
    icon: <Icon name={icon} />,
    note: domain === label ? undefined : domain,
    keywords,
    run: () => navigate(target),
  }));
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
    { key: 'pages', label: t('shell.search.pages'), commands: pages },
    { key: 'actions', label: t('shell.search.actions'), commands: actions },
    { key: 'more', label: t('shell.search.more'), commands: others },
  ];
}

/** Before anything is typed, of each section what fits on one screen. */
const FIRST = 6;

export function matching(sections: Section[], typed: string): Section[] {
  return sections
    .map((section) => {
      const commands = found(section.commands, typed);
      return { ...section, commands: typed === '' ? commands.slice(0, FIRST) : commands };
    })
    .filter((section) => section.commands.length > 0);
}
