import type { Definition, Described, FieldRule, Grants, Scope } from './types';

/** One thing that a role would allow otherwise: a verb of an object, or what is seen of a field. */
export type Difference = { object: string } & (
  | { verb: string; before?: Scope; after?: Scope }
  | { field: string; before?: FieldRule; after?: FieldRule }
);

/** What an object belongs to, as far as it is known. */
export type GroupOf = (object: string) => string | undefined;

/** All objects that have no line of their own, nor their group. */
export const ANY = '*';

/** What a role says of an object: its own line, else that of its group, else that of all. */
export const lineOf = (grants: Grants, object: string, groupOf: GroupOf): Record<string, Scope> =>
  grants[object] ?? grants[groupOf(object) ?? ''] ?? grants[ANY] ?? {};

/** What differs between two definitions, for somebody who has to answer for the second. */
export function differences(
  before: Definition,
  after: Definition,
  groupOf: GroupOf = () => undefined,
): Difference[] {
  const [was, is] = [before.grants ?? {}, after.grants ?? {}];
  // A line that goes leaves the object to that of its group: what it says then is what counts.
  const grants = union(was, is).flatMap((object) => {
    const [old, now] = [lineOf(was, object, groupOf), lineOf(is, object, groupOf)];
    return union(old, now)
      .filter((verb) => old[verb] !== now[verb])
      .map((verb): Difference => ({ object, verb, before: old[verb], after: now[verb] }));
  });
  const fields = union(before.fields, after.fields).flatMap((object) => {
    const [old, now] = [before.fields?.[object] ?? {}, after.fields?.[object] ?? {}];
    return union(old, now)
      .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
      .map((field): Difference => ({ object, field, before: old[field], after: now[field] }));
  });
  return [...grants, ...fields];
}

export type GroupOfDifferences = { group: string; label?: string; items: Difference[] };

/** The same by groups of objects in their order; what is said of all objects first. */
export function byGroup(
  all: Difference[],
  objects: Pick<Described, 'name' | 'group' | 'group_label'>[],
): GroupOfDifferences[] {
  const labels = new Map(objects.map(({ group, group_label }) => [group, group_label]));
  const groups = new Map(objects.map(({ name, group }) => [name, group]));
  const of = ({ object }: Difference) => groups.get(object) ?? (labels.has(object) ? object : ANY);
  return [ANY, ...labels.keys()]
    .map((group) => ({ group, label: labels.get(group), items: all.filter((one) => of(one) === group) }))
    .filter(({ items }) => items.length > 0);
}

const union = (...trees: (Record<string, unknown> | undefined)[]): string[] => [
  ...new Set(trees.flatMap((tree) => Object.keys(tree ?? {}))),
];
