// What the first paint needs before the server has answered: a mirror of the person's own preferences.
import type { Preferences } from './types';

const KEY = 'kedun.preferences';

export function recall(): Preferences {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Preferences;
  } catch {
    return {};
  }
}

/** Columns stay on the server: only what changes the first paint is mirrored. */
export function remember(change: Preferences) {
  const { theme, locale, density, nav_collapsed } = { ...recall(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify({ theme, locale, density, nav_collapsed }));
  } catch {
    // A browser that keeps nothing still works; only its first paint is the default one.
  }
}
