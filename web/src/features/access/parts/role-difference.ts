import type { Definition, FieldRule, Scope } from './types';

/** One thing that a role would allow otherwise: a verb of an object, or what is seen of a field. */
export type Difference = { object: string } & (
  | { verb: string; before?: Scope; after?: Scope }
  | { field: string; before?: FieldRule; after?: FieldRule }
);

/** What differs between two definitions, for somebody who has to answer for the second. */
export function differences(before: Definition, after: Definition): Difference[] {
  const grants = pairs(before.grants, after.grants).map(
    ([object, verb, was, is]): Difference => ({ object, verb, before: was, after: is }),
  );
  const fields = pairs(before.fields, after.fields).map(
    ([object, field, was, is]): Difference => ({ object, field, before: was, after: is }),
  );
  return [...grants, ...fields];
}

type Tree<Leaf> = Record<string, Record<string, Leaf>> | undefined;

function pairs<Leaf>(before: Tree<Leaf>, after: Tree<Leaf>): [string, string, Leaf?, Leaf?][] {
  const objects = union(before, after);
  return objects.flatMap((object) =>
    union(before?.[object], after?.[object])
      .map((name): [string, string, Leaf?, Leaf?] => [
        object,
        name,
        before?.[object]?.[name],
        after?.[object]?.[name],
      ])
      .filter(([, , was, is]) => JSON.stringify(was) !== JSON.stringify(is)),
  );
}

const union = (...trees: (Record<string, unknown> | undefined)[]): string[] => [
  ...new Set(trees.flatMap((tree) => Object.keys(tree ?? {}))),
];
