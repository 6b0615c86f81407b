import type { Session } from '@/api/types';

export type Place = {
  to: '/' | '/messages' | '/people' | '/access' | '/audit' | '/recycle-bin' | '/account' | '/settings';
  /** Its name among the texts: `shell.page.…`, and what else it is found by: `shell.keywords.…`. */
  name: 'home' | 'messages' | 'people' | 'access' | 'audit' | 'recycleBin' | 'account' | 'settings';
  icon: string;
};

export const homePlace: Place = { to: '/', name: 'home', icon: 'layout-dashboard' };
export const messagesPlace: Place = { to: '/messages', name: 'messages', icon: 'bell' };
export const accountPlace: Place = { to: '/account', name: 'account', icon: 'user-round' };

/** Pages about the company itself; only those that the person may use. Whoever sees no records finds none among what was deleted. */
export function adminPlaces({ may }: Session, seesRecords: boolean): Place[] {
  const places: (Place & { rights?: string[] })[] = [
    { to: '/people', name: 'people', icon: 'users-round', rights: ['users', 'access'] },
    { to: '/access', name: 'access', icon: 'key-round', rights: ['explain'] },
    { to: '/audit', name: 'audit', icon: 'scroll-text', rights: ['audit'] },
    { to: '/settings', name: 'settings', icon: 'wrench', rights: ['settings', 'access'] },
    ...(seesRecords ? [{ to: '/recycle-bin', name: 'recycleBin', icon: 'recycle' } as const] : []),
  ];
  return places.filter(({ rights }) => !rights || rights.some((right) => may.includes(right)));
}
