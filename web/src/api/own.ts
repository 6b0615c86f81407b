// What this browser remembers for one person. What should follow them to another device belongs to their preferences.
import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from './session';

const listeners = new Set<() => void>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser that keeps nothing still works: it only remembers nothing.
    return null;
  }
}

function parsed<T>(text: string | null, otherwise: T): T {
  try {
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** Like `useState`, and still there at the next visit of the same person. */
export function useOwn<T>(name: string, otherwise: T): [T, (change: (now: T) => T) => void] {
  const { user } = useSession();
  const key = `kedun.${name}.${user.id}`;
  const text = useSyncExternalStore(subscribe, () => read(key));
  const change = useCallback(
    (of: (now: T) => T) => {
      try {
        localStorage.setItem(key, JSON.stringify(of(parsed(read(key), otherwise))));
      } catch {
        return;
      }
      for (const listener of listeners) listener();
    },
    [key, otherwise],
  );
  return [parsed(text, otherwise), change];
}
