// The session has ended while one was at work. Without unsaved work the sign-in page opens; otherwise a dialog asks
// for the password over the page, so that what is written can still be saved.
import type { AnyRouter } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { whenSignedOut } from '@/api/client';
import { isGuarded, releaseAll } from '@/ui/use-guard';

let asking = false;
const watchers = new Set<() => void>();

function ask(now: boolean) {
  asking = now;
  for (const changed of watchers) changed();
}

export const useAsking = () =>
  useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => {
        watchers.delete(changed);
      };
    },
    () => asking,
  );

/** The same person is back, and goes on where one was. */
export const goOn = () => ask(false);

export async function giveUp(router: AnyRouter) {
  ask(false);
  releaseAll();
  const { href } = router.state.location;
  await router.navigate({
    to: '/sign-in',
    search: { next: href === '/' ? undefined : href },
    replace: true,
  });
}

export function watchSession(router: AnyRouter) {
  let leaving = false;
  // Many requests may fail at once, and each says so: the first one is enough.
  whenSignedOut(async () => {
    const { pathname } = router.state.location;
    if (asking || leaving || pathname === '/sign-in' || pathname === '/setup') return;
    if (isGuarded()) return ask(true);
    leaving = true;
    await giveUp(router).finally(() => {
      leaving = false;
    });
  });
}
