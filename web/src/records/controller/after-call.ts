// Whoever has called from a record's page is asked, when they see it again, whether to write down what was said. A phone may have dropped
// the page meanwhile: what is to be asked outlives that, and ends with the window.
import { useSyncExternalStore } from 'react';

/** A record of another object with which somebody spoke. */
export type Spoken = { object: string; id: string };

export type Call = {
  /** Whose number it was. */
  object: string;
  id: string;
  /** The record on which that hangs. */
  above?: string;
};

type Kept = Call & { at: number; away?: boolean };

const KEY = 'kedun.called';
/** After so long nobody remembers, in milliseconds. */
const FORGOTTEN = 2 * 60 * 60_000;

const watchers = new Set<() => void>();
let kept: Kept | undefined = recall();

function recall(): Kept | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    return found && Date.now() - found.at < FORGOTTEN ? found : undefined;
  } catch {
    return undefined;
  }
}

function keep(next: Kept | undefined) {
  kept = next;
  try {
    if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept, only a page that stays asks.
  }
  for (const changed of watchers) changed();
}

/** Goes out of sight with the call, and comes back into sight after it. */
function look() {
  if (!kept) return;
  if (document.visibilityState === 'hidden') keep({ ...kept, away: true });
  else for (const changed of watchers) changed();
}
/** The same listener, however often it is asked for. */
const watch = () => document.addEventListener('visibilitychange', look);

/** Somebody has tapped a number. */
export function noteCall(call: Call) {
  keep({ ...call, at: Date.now() });
  watch();
}

/** Asked and answered. */
export const forgetCall = () => keep(undefined);

function subscribe(changed: () => void) {
  watchers.add(changed);
  watch();
  return () => {
    watchers.delete(changed);
  };
}

const ended = () => (kept?.away && document.visibilityState === 'visible' ? kept : undefined);

/** The call from which somebody has just come back. */
export const useEndedCall = (): Call | undefined => useSyncExternalStore(subscribe, ended);
