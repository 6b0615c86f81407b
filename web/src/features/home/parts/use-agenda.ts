import { useQueries } from '@tanstack/react-query';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useSession } from '@/api/session';
import type { RecordRow } from '@/api/types';
import { toFilter } from '@/records/controller/filter';
import { firstOf, useFirst } from '@/records/controller/use-list';
import { isLink } from '@/records/controller/values';
import { cardLayout } from '@/records/views/record-cards';
import { useToday } from '@/ui/use-today';
import { conditionsOf, type Part } from './agenda-times';
import { type HomeObject, mine } from './home-object';

const MOST: Record<Part, number> = { morning: 30, afternoon: 30, overdue: 30, tomorrow: 10 };
/** A filter has room for so many records, each with its own moment. */
const EXPLAINED = 40;

/** Who is to be contacted in a part of the day; the same list query as everywhere, so that it drills down. */
export function usePart(home: HomeObject, part: Part) {
  const { time_zone } = useSession();
  const { object, next, last, phone } = home;
  // A page that is left open overnight is about the new day.
  const today = useToday(time_zone);
  const conditions = useMemo(
    () => [...mine(home), ...conditionsOf(next.name, part, time_zone, dayjs(today))],
    [home, next, part, time_zone, today],
  );
  const { mark } = cardLayout(object);
  // Of what was missed the latest comes first: it is what one still remembers.
  const sort = part === 'overdue' ? `-${next.name}` : next.name;
  const fields = [object.title, next.name, mark?.name, last?.name, phone?.name].filter(
    (name) => name !== undefined,
  );
  const query = useFirst({
    object: object.name,
    filter: toFilter(conditions),
    sort,
    limit: MOST[part],
    fields,
  });
  return { ...query, conditions, sort, mark };
}

/** So many at a time as a filter has room for. */
export function lotsOf<T>(all: T[], size: number): T[][] {
  const starts = Array.from({ length: Math.ceil(all.length / size) }, (_, lot) => lot * size);
  return starts.map((start) => all.slice(start, start + size));
}

/** Why each is on the agenda: the first words of what was written last. Nothing is said of those that are not known yet. */
export function useReasons({ written, last }: HomeObject, rows: RecordRow[]): Map<string, string> {
  const asked = rows.flatMap((row) => {
    const at = last && row[last.name];
    return typeof at === 'string' ? [{ id: row.id, at }] : [];
  });
  const { at: when } = written ?? {};
  const queries =
    written && when
      ? lotsOf(asked, EXPLAINED).map((lot) =>
          firstOf({
            object: written.object.name,
            filter: {
              or: lot.map(({ id, at }) => ({
                and: [
                  { field: written.link.name, op: 'eq' as const, value: id },
                  { field: when.name, op: 'gte' as const, value: at },
                ],
              })),
            },
            sort: `-${when.name}`,
            fields: [written.link.name, written.text.name],
            limit: 200,
          }),
        )
      : [];
  const answers = useQueries({ queries });
  const reasons = new Map<string, string>();
  for (const row of answers.flatMap(({ data }) => data?.items ?? [])) {
    const about = written && row[written.link.name];
    const text = written && row[written.text.name];
    if (isLink(about) && typeof text === 'string' && !reasons.has(about.id))
      reasons.set(about.id, firstSentence(text));
  }
  return reasons;
}

/** Up to the first full stop or line break, in either script. */
export function firstSentence(text: string): string {
  const [first = ''] = text.trim().split(/(?<=[。！？!?])|\n|(?<=\.)\s/);
  return first.trim();
}
