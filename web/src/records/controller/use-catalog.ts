import { queryOptions, useQuery } from '@tanstack/react-query';
import { catalogKey } from '@/api/boot';
import { api } from '@/api/client';
import type { Field, ObjectInfo, Verb } from '@/api/types';

export const catalogQuery = queryOptions({
  queryKey: catalogKey,
  queryFn: () => api.get<ObjectInfo[]>('/objects'),
  staleTime: 10 * 60_000,
});

export function useCatalog() {
  const { data, error, refetch } = useQuery(catalogQuery);
  return { objects: data ?? [], ready: data !== undefined, error, refetch };
}

export function useObject(name: string | undefined): ObjectInfo | undefined {
  return useCatalog().objects.find((object) => object.name === name);
}

/** Objects with an entry of their own in the navigation, in the order of the catalog. */
export const mainOf = (objects: ObjectInfo[]): ObjectInfo[] => objects.filter(({ main }) => main);

export const fieldOf = (object: ObjectInfo, name: string): Field | undefined =>
  object.fields.find((field) => field.name === name);

/** What lists show and filter by: an object's fields, and what every record has besides. */
export const listFields = (object: ObjectInfo): Field[] => [...object.fields, ...(object.system ?? [])];

export const can = (object: ObjectInfo, verb: Verb): boolean => object.verbs.includes(verb);

/** Why one cannot do at this moment, or from here, what one may. */
export const closedFor = (object: ObjectInfo, verb: Verb): string | undefined =>
  object.closed?.find((one) => one.verb === verb)?.reason;

/** What so many records are called within a sentence. */
export const calledOf = ({ one, many }: Pick<ObjectInfo, 'one' | 'many'>, count: number): string =>
  count === 1 ? one : many;

/** What its records are called where they stand by themselves: in the navigation, above a list. */
export const headingOf = ({ many }: Pick<ObjectInfo, 'many'>): string =>
  many.charAt(0).toLocaleUpperCase() + many.slice(1);

/** Fields of an object grouped for reading and writing; what belongs to no group comes first. */
export function sectionsOf(object: ObjectInfo, fields: Field[] = object.fields) {
  const groups = [{ name: '', label: '' }, ...object.field_groups];
  const known = new Set(object.field_groups.map(({ name }) => name));
  return groups
    .map((group) => ({
      ...group,
      fields: fields.filter(
        (field) => (field.group && known.has(field.group) ? field.group : '') === group.name,
      ),
    }))
    .filter((section) => section.fields.length > 0);
}
