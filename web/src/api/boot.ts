// What the first page needs, in one answer, asked for before the page itself has loaded.
import type { QueryClient } from '@tanstack/react-query';
import { api } from './client';
import { sessionQuery } from './session';
import type { ObjectInfo, Session } from './types';

export const catalogKey = ['catalog'] as const;

type Boot = { session: Session; objects: ObjectInfo[] };

let begun: Promise<Boot> | undefined;

/** Pages that nobody has to be signed in for. */
const OPEN = /^\/(sign-in|setup|invite)(\/|$)/;

/** Asks at once; whoever needs the answer waits for it later. */
export function beginBoot() {
  if (OPEN.test(location.pathname)) return;
  begun = api.look<Boot>('/boot');
  // It is told to whoever waits for it.
  begun.catch(() => {});
}

/** Who is here. What there is comes along where it is not known yet. */
export async function bootSession(queries: QueryClient): Promise<Session> {
  const known = queries.getQueryData(sessionQuery.queryKey);
  if (known) return known;
  const answer = begun ?? api.look<Boot>('/boot');
  begun = undefined;
  const { session, objects } = await answer;
  queries.setQueryData(sessionQuery.queryKey, session);
  queries.setQueryData(catalogKey, objects);
  return session;
}
