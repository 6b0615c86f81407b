import { useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwn } from '@/api/own';
import { useSavePreferences, useSession } from '@/api/session';
import { useCatalog } from '@/records/controller/use-catalog';
import { adminDomain, businessOf, entriesOf, keyOf, shortcutsOf, visited } from './navigation';
import { adminPlaces } from './places';

const NOTHING: string[] = [];
const useRecent = () => useOwn<string[]>('recent', NOTHING);

export const useHere = () => useRouterState({ select: ({ location }) => keyOf(location.pathname) });

export function useNavigation() {
  const { t } = useTranslation();
  const session = useSession();
  const { objects, error, refetch } = useCatalog();
  const [recent] = useRecent();
  const pinned = session.preferences.pinned ?? NOTHING;
  const tree = useMemo(() => {
    const admin = adminDomain(adminPlaces(session, objects.length > 0), t);
    const { main, business } = businessOf(objects, session.modules_off);
    return { main, business, admin, entries: entriesOf([...business, admin]) };
  }, [objects, session, t]);
  return { ...tree, shortcuts: shortcutsOf(tree.entries, pinned, recent), pinned, error, refetch };
}

export function usePin() {
  const { preferences } = useSession();
  const { mutate } = useSavePreferences();
  const pinned = preferences.pinned ?? NOTHING;
  return {
    isPinned: (key: string) => pinned.includes(key),
    toggle: (key: string) =>
      mutate({ pinned: pinned.includes(key) ? pinned.filter((one) => one !== key) : [...pinned, key] }),
  };
}

/** Mounted once, in the shell: remembers where one was. */
export function useRecentVisits() {
  const here = useHere();
  const { entries } = useNavigation();
  const [, setRecent] = useRecent();
  const known = entries.some(({ key }) => key === here);
  useEffect(() => {
    if (known) setRecent((recent) => visited(recent, here));
  }, [known, here, setRecent]);
}
