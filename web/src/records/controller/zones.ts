// What stands where on a record's page, from what the catalog says. Pure.
import type { Field, ObjectInfo, RecordRow, Relation } from '@/api/types';
import { fieldOf } from './use-catalog';
import { isEmpty } from './values';

const MOST_FACTS = 5;
/** With the record's own facts as the first of them. */
export const MOST_TABS = { desk: 6, phone: 3 };

const fieldsOf = (object: ObjectInfo, names: string[]): Field[] =>
  names.flatMap((name) => fieldOf(object, name) ?? []);

/** The few facts of the head. What is empty says nothing there. */
export const factsOf = (object: ObjectInfo, row: RecordRow): Field[] =>
  fieldsOf(object, object.page.facts)
    .filter(({ name }) => !isEmpty(row[name]))
    .slice(0, MOST_FACTS);

export const badgesOf = (object: ObjectInfo, row: RecordRow): Field[] =>
  fieldsOf(object, object.badges).filter(({ name }) => !isEmpty(row[name]));

/** Figures stay where they are, also while there is nothing to count. */
export const summaryOf = (object: ObjectInfo): Field[] => fieldsOf(object, object.page.summary);

export const relationKey = ({ object, field }: Pick<Relation, 'object' | 'field'>) => `${object}.${field}`;

/** What hangs on a record by where it is shown; what is written in the timeline is shown there. */
export function relationsOf(object: ObjectInfo, objects: ObjectInfo[]) {
  const seen = object.page.related.filter(
    (one) => one.object !== object.timeline && objects.some(({ name }) => name === one.object),
  );
  return { inline: seen.filter(({ inline }) => inline), tabs: seen.filter(({ inline }) => !inline) };
}

/** Which relations have a tab and which stand under “more”. One that is opened from there takes the last place. */
export function tabsOf(relations: Relation[], active: string, most: number) {
  const room = most - 1;
  const shown = relations.slice(0, room);
  const opened = relations.slice(room).find((one) => relationKey(one) === active);
  if (opened) shown[room - 1] = opened;
  return { shown, more: relations.filter((one) => !shown.includes(one)) };
}
