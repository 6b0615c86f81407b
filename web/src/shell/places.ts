import { KeyRound, LayoutDashboard, type LucideIcon, Recycle, ScrollText, UsersRound } from 'lucide-react';
import type { Session } from '@/api/types';

export type Place = {
  to: '/' | '/people' | '/access' | '/audit' | '/recycle-bin';
  key: string;
  icon: LucideIcon;
};

export const homePlace: Place = { to: '/', key: 'shell.page.home', icon: LayoutDashboard };

/** Pages about the company itself; only those that the person may use. */
export function adminPlaces({ may }: Session): Place[] {
  const places: (Place & { rights?: string[] })[] = [
    { to: '/people', key: 'shell.page.people', icon: UsersRound, rights: ['users', 'access'] },
    { to: '/access', key: 'shell.page.access', icon: KeyRound, rights: ['explain'] },
    { to: '/audit', key: 'shell.page.audit', icon: ScrollText, rights: ['audit'] },
    { to: '/recycle-bin', key: 'shell.page.recycleBin', icon: Recycle },
  ];
  return places.filter(({ rights }) => !rights || rights.some((right) => may.includes(right)));
}
