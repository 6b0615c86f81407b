// What of the catalog a home page is about: the records that are contacted, and what is written down about them. Pure.
import type { Condition, Field, Filter, ObjectInfo } from '@/api/types';
import { boxOf } from '@/records/controller/box';
import { mainOf } from '@/records/controller/use-catalog';

export type HomeObject = {
  object: ObjectInfo;
  /** When it is to be contacted next. */
  next: Field;
  /** When it was contacted last. */
  last?: Field;
  owner?: Field;
  phone?: Field;
  /** What nobody has spoken to for a while: its filter, and the view that shows it. */
  cold: { filter: Filter; days: number; view?: string };
  written?: { object: ObjectInfo; link: Field; text: Field; at?: Field; author?: Field };
};

/** Of the records that have a timeline and a date of the next contact; none where the catalog has no such. */
export function homeObject(objects: ObjectInfo[]): HomeObject | undefined {
  const object = mainOf(objects).find(({ timeline }) => timeline);
  const next = object?.fields.find(({ name, kind }) => name.startsWith('next_') && kind === 'datetime');
  if (!object || !next) return undefined;
  const field = (test: (field: Field) => boolean) => object.fields.find(test);
  const last = field(({ name, kind }) => name.startsWith('last_') && kind === 'datetime');
  return {
    object,
    next,
    last,
    cold: coldOf(object, last ?? next),
    owner: field(({ name, kind }) => name === 'owner' && kind === 'user'),
    phone: field(({ kind }) => kind === 'phone'),
    written: writtenOf(objects, object),
  };
}

/** So many days without a word, where the catalog has no view that says it. */
const USUAL_DAYS = 30;

function coldOf(object: ObjectInfo, spoken: Field): HomeObject['cold'] {
  for (const { name, filter } of object.views) {
    if (!filter || !('not' in filter) || !('field' in filter.not)) continue;
    const { field, op, value } = filter.not;
    const days = typeof value === 'object' && value !== null && 'past' in value ? value.past : undefined;
    if (field === spoken.name && op === 'within' && days) return { filter, days, view: name };
  }
  const recent: Condition = { field: spoken.name, op: 'within', value: { past: USUAL_DAYS } };
  return { filter: { not: recent }, days: USUAL_DAYS };
}

function writtenOf(objects: ObjectInfo[], parent: ObjectInfo): HomeObject['written'] {
  const object = objects.find(({ name }) => name === parent.timeline);
  if (!object) return undefined;
  const { text } = boxOf(object, parent.name);
  const link = object.fields.find(({ kind, target }) => kind === 'link' && target === parent.name);
  if (!text || !link) return undefined;
  const at = object.fields.find(({ name, kind }) => kind === 'datetime' && !name.startsWith('next_'));
  return { object, link, text, at, author: object.fields.find(({ kind }) => kind === 'user') };
}

/** One's own, where records have an owner. */
export const mine = ({ owner }: HomeObject): Condition[] =>
  owner ? [{ field: owner.name, op: 'eq', value: 'me' }] : [];
