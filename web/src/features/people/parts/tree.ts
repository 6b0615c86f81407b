import type { Department } from '@/api/types';

export type Branch = Department & { below: Branch[]; depth: number };

/** Departments under those above them, in the order in which they were founded. One whose parent is unknown stands at the top. */
export function treeOf(departments: Department[]): Branch[] {
  const known = new Set(departments.map(({ id }) => id));
  const under = (parent: string | null, depth: number): Branch[] =>
    departments
      .filter((one) => (one.parent && known.has(one.parent) ? one.parent : null) === parent)
      .sort((one, other) => Number(one.id) - Number(other.id))
      .map((one) => ({ ...one, depth, below: under(one.id, depth + 1) }));
  return under(null, 0);
}

/** The same as one list, each behind the one above it. */
export const flat = (branches: Branch[]): Branch[] =>
  branches.flatMap((branch) => [branch, ...flat(branch.below)]);

/** Everybody of a department and of those below. */
export const headsOf = (branch: Branch): number =>
  branch.below.reduce((sum, one) => sum + headsOf(one), branch.people);
