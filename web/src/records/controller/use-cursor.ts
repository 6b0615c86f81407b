import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { RecordRow } from '@/api/types';

/** Where the keyboard stood in each list of this visit, by the entry of the history: Back finds the row again. */
const left = new Map<string, string>();

/** The row that the keyboard stands at, known by its id: rows move when a list is read anew. */
export function useCursor(rows: RecordRow[]) {
  const entry = useRouterState({ select: ({ location }) => location.state.__TSR_key ?? '' });
  const [id, setId] = useState(() => left.get(entry));
  const index = rows.findIndex((row) => row.id === id);
  // Another search of the same list is another entry, and the row is still where one stands.
  useEffect(() => {
    if (id) left.set(entry, id);
  }, [entry, id]);
  return {
    index,
    row: rows[index],
    move: (by: number) => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, index + by))];
      if (!next) return;
      setId(next.id);
    },
    to: setId,
    clear: () => setId(undefined),
  };
}
