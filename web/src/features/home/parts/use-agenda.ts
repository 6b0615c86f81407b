import { useMemo } from 'react';
import { useSession } from '@/api/session';
import type { Filter, RecordRow } from '@/api/types';
import { toFilter } from '@/records/controller/filter';
import { useFirst } from '@/records/controller/use-list';
import { isLink } from '@/records/controller/values';
import { cardLayout } from '@/records/views/record-cards';
import { conditionsOf, type Part } from './agenda-times';
import { type HomeObject, mine } from './home-object';

const MOST: Record<Part, number> = { morning: 30, afternoon: 30, overdue: 30, tomorrow: 10 };
/** A filter has room for so many records, each with its own moment. */
const EXPLAINED = 40;

/** Who is to be contacted in a part of the day; the same list query as everywhere, so that it drills down. */
export function usePart(home: HomeObject, part: Part) {
  const { time_zone } = useSession();
  const { object, next, last, phone } = home;
  // Kept for as long as the page stands: a query that changes with every second would never be answered.
  const conditions = useMemo(
    () => [...mine(home), ...conditionsOf(next.name, part, time_zone, new Date())],
    [home, next, part, time_zone],
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

/** Why each is on the agenda: the first words of what was written last. One question for all of them. */
export function useReasons(home: HomeObject, rows: RecordRow[]): Map<string, string> {
  const { written, last } = home;
  const asked = rows.flatMap((row) => {
    const at = last && row[last.name];
    return typeof at === 'string' ? [{ id: row.id, at }] : [];
  });
  const filter: Filter | undefined = written?.at && {
    or: asked.slice(0, EXPLAINED).map(({ id, at }) => ({
      and: [
        { field: written.link.name, op: 'eq' as const, value: id },
        { field: written.at?.name ?? '', op: 'gte' as const, value: at },
      ],
    })),
  };
  const { data } = useFirst(
    {
      object: written?.object.name ?? '',
      filter,
      sort: written?.at && `-${written.at.name}`,
      fields: [written?.link.name ?? '', written?.text.name ?? ''],
      limit: 200,
    },
    filter !== undefined && asked.length > 0,
  );
  return useMemo(() => {
    const reasons = new Map<string, string>();
    for (const row of data?.items ?? []) {
      const about = written && row[written.link.name];
      const text = written && row[written.text.name];
      if (isLink(about) && typeof text === 'string' && !reasons.has(about.id))
        reasons.set(about.id, firstSentence(text));
    }
    return reasons;
  }, [data, written]);
}

/** Up to the first full stop or line break, in either script. */
export function firstSentence(text: string): string {
  const [first = ''] = text.trim().split(/(?<=[。！？!?])|\n|(?<=\.)\s/);
  return first.trim();
}
