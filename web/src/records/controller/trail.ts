// The list that one came from, so that a record's page leads to the next one. A copy of its order: what is changed on the way
// does not change what comes next. Of one tab, and gone with it.
import { useSyncExternalStore } from 'react';
import type { Total } from '@/api/types';
import { fetchPage, type ListQuery } from './use-list';

export type Trail = { query: ListQuery; ids: string[]; next: string | null; total?: Total };

const KEY = 'kedun.trail';
const listeners = new Set<() => void>();
let now: Trail | null | undefined;

function current(): Trail | null {
  if (now === undefined)
    try {
      now = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Trail | null;
    } catch {
      now = null;
    }
  return now;
}

export function layTrail(trail: Trail) {
  now = trail;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(trail));
  } catch {
    // Without it the trail ends when the page is loaded again.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export type Step = { at: number; previous?: string; next?: string; more: boolean };

/** Where a record stands in the list; nothing when it is not of that list. */
export function stepOf(trail: Trail | null, object: string, id: string): Step | undefined {
  if (trail?.query.object !== object) return undefined;
  const at = trail.ids.indexOf(id);
  if (at < 0) return undefined;
  const next = trail.ids[at + 1];
  return { at, previous: trail.ids[at - 1], next, more: next === undefined && trail.next !== null };
}

/** Loads what comes after the last one, as the list itself would; answers the first of it. */
async function goOn(trail: Trail): Promise<string | undefined> {
  const page = await fetchPage(trail.query, trail.next);
  const ids = page.items.map(({ id }) => id).filter((id) => !trail.ids.includes(id));
  layTrail({ ...trail, ids: [...trail.ids, ...ids], next: page.next });
  return ids[0];
}

export function useTrail(object: string, id: string) {
  const trail = useSyncExternalStore(subscribe, current);
  const step = stepOf(trail, object, id);
  return step && trail
    ? {
        ...step,
        total: trail.total,
        last: step.next === undefined && !step.more,
        /** The next one, loaded first where it has to be. */
        ahead: async () => step.next ?? (step.more ? goOn(trail) : undefined),
      }
    : undefined;
}
