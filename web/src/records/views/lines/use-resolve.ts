import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '@/api/client';
import type { Field, Link, ObjectInfo, Page, RecordPage, User } from '@/api/types';
import { useCatalog } from '../../controller/use-catalog';
import type { LinesControl } from '../../controller/use-lines';
import { titleOf } from '../../controller/values';

const NAMES = new Set(['link', 'user']);

async function candidates(field: Field, q: string, objects: ObjectInfo[]): Promise<Link[]> {
  if (field.kind === 'user') {
    const { items } = await api.get<Page<User>>('/users', { q, limit: 20 });
    return items.filter(({ active }) => active).map(({ id, name }) => ({ id, title: name }));
  }
  const target = objects.find(({ name }) => name === field.target);
  // A single letter is nothing to search by.
  if (!target || q.length < 2) return [];
  const { items } = await api.get<RecordPage>(`/records/${target.name}`, {
    q,
    fields: target.title,
    limit: 20,
  });
  return items.map((row) => ({ id: row.id, title: titleOf(row, target.title) }));
}

/** Names that came out of a spreadsheet are looked up one after the other. Only the one exact match counts. */
export function useResolve(control: LinesControl) {
  const queries = useQueryClient();
  const { objects } = useCatalog();
  const latest = useRef(control);
  latest.current = control;
  const asked = useRef(new Set<string>());
  const queue = useRef(Promise.resolve());
  useEffect(() => {
    const { active, editing, set, lines } = control;
    for (const field of set.fields.filter(({ kind }) => NAMES.has(kind)))
      for (const [row, line] of lines.entries()) {
        // A name that is still being written is none yet.
        if (editing && active?.row === row && set.fields[active.col] === field) continue;
        const typed = line.typed?.[field.name];
        const key = `${field.name} ${typed}`;
        if (typed === undefined || asked.current.has(key)) continue;
        asked.current.add(key);
        queue.current = queue.current.then(async () => {
          const q = typed.trim();
          const found = await queries
            .fetchQuery({
              queryKey: ['records', field.target ?? 'user', 'named', q],
              queryFn: () => candidates(field, q, objects),
              staleTime: 30_000,
            })
            // Not answered is not found: the cell stays marked, and says what to do.
            .catch(() => []);
          const exact = found.filter(({ title }) => title === q);
          if (exact.length === 1 && exact[0]) latest.current.resolve(field.name, typed, exact[0]);
        });
      }
  }, [control, objects, queries]);
}
