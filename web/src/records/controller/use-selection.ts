import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchIds, type ListQuery } from './use-list';

export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [gathering, setGathering] = useState(false);
  const running = useRef<AbortController>(undefined);

  const toggle = useCallback((id: string) => {
    setIds((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
    setGathering(false);
  }, []);
  useEffect(() => stop, [stop]);

  return {
    ids,
    toggle,
    clear: () => {
      stop();
      setIds(new Set());
    },
    replace: (next: Iterable<string>) => setIds(new Set(next)),
    gathering,
    /** Selects all of a list, also what is not loaded. False when another list has been asked for meanwhile. */
    gather: async (query: ListQuery, most: number): Promise<boolean> => {
      stop();
      const mine = new AbortController();
      running.current = mine;
      setGathering(true);
      try {
        const found = await fetchIds(query, most, mine.signal);
        if (mine.signal.aborted) return false;
        setIds(new Set(found));
        return true;
      } catch (error) {
        if (mine.signal.aborted) return false;
        throw error;
      } finally {
        if (running.current === mine) stop();
      }
    },
  };
}
