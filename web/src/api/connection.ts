// Whether the server can be reached. Where it cannot, it is asked now and then until it answers again.
import { useSyncExternalStore } from 'react';

/** Between two tries, in milliseconds: soon at first, then less often. */
const PAUSES = [1_000, 2_000, 3_000, 5_000];

let lost = false;
let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let probe: () => Promise<unknown> = async () => undefined;
const watchers = new Set<() => void>();
const returns = new Set<() => void>();

function tell(now: boolean) {
  if (lost === now) return;
  lost = now;
  for (const changed of watchers) changed();
  if (!now) for (const back of returns) back();
}

/** How the server is asked whether it is there; the client says so, which alone may ask. */
export function probeWith(ask: () => Promise<unknown>) {
  probe = ask;
}

export function noteReached() {
  clearTimeout(timer);
  timer = undefined;
  tries = 0;
  tell(false);
}

export function noteLost() {
  tell(true);
  timer ??= setTimeout(again, PAUSES[Math.min(tries, PAUSES.length - 1)]);
}

async function again() {
  timer = undefined;
  tries += 1;
  // Its answer is noted where all answers are.
  await probe().catch(() => undefined);
}

/** Asks at once: somebody pressed the button, or the network is back. */
export function tryNow() {
  clearTimeout(timer);
  timer = undefined;
  return again();
}

/** Looks once whether the server is there: something went wrong that may have another reason. */
export const doubt = () => {
  if (!lost) void again();
};

/** Called each time the server is there again. */
export function whenBack(back: () => void) {
  returns.add(back);
  return () => {
    returns.delete(back);
  };
}

/** The browser often knows first that the line is back. */
export function watchNetwork() {
  addEventListener('online', () => lost && void tryNow());
  addEventListener('offline', doubt);
}

/** Does what needs the server, and does it again when that is back; whatever else goes wrong is told. */
export async function whenReached<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      await tryNow();
      if (!lost) throw error;
      await new Promise<void>((done) => {
        const stop = whenBack(() => {
          stop();
          done();
        });
      });
    }
  }
}

export const useLost = () =>
  useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => {
        watchers.delete(changed);
      };
    },
    () => lost,
  );
