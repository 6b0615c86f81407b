import { createContext, useContext, useEffect, useState } from 'react';
import { api } from '@/api/client';
import type { Link } from '@/api/types';

export type Onlooker = { user: Link; editing: boolean };

/** The server forgets somebody after 45 seconds. */
const BEAT = 20_000;
/** A page that nobody touches is before nobody's eyes; telling of it would keep a forgotten session open. */
const IDLE = 2 * 60_000;

let touched = Date.now();
const touch = () => {
  touched = Date.now();
};

/** Who else has the record open: told and asked while somebody is at the page. It is no part of the page: where it fails nothing is said. */
export function usePresence(object: string, id: string, editing: boolean): Onlooker[] {
  const path = `/records/${object}/${id}/presence`;
  const doing = editing ? 'editing' : 'looking';
  const [others, setOthers] = useState<Onlooker[]>([]);
  useEffect(() => {
    let over = false;
    async function beat() {
      if (document.visibilityState === 'hidden') return;
      const told =
        Date.now() - touched > IDLE
          ? undefined
          : await api.post<{ others: Onlooker[] }>(path, { doing }).catch(() => undefined);
      if (!over) setOthers(told?.others ?? []);
    }
    touch();
    beat();
    const timer = setInterval(beat, BEAT);
    document.addEventListener('visibilitychange', beat);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', beat);
    };
  }, [path, doing]);
  useEffect(() => {
    const events = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const event of events) addEventListener(event, touch, { passive: true });
    return () => {
      for (const event of events) removeEventListener(event, touch);
      // Whoever goes says so; where that is lost, they are forgotten.
      api.post(path, { doing: 'leaving' }).catch(() => undefined);
    };
  }, [path]);
  return others;
}

/** Hears of each field that is begun or ended to be changed in its place. */
export const EditingContext = createContext<(begun: boolean) => void>(() => undefined);

/** While it is mounted, something is being changed. */
export function useEditing() {
  const tell = useContext(EditingContext);
  useEffect(() => {
    tell(true);
    return () => tell(false);
  }, [tell]);
}
