import { ANY, type GroupOf, lineOf } from './role-difference';
import type { Described, Grants } from './types';

/** One line of the table: all objects, a group, or one object. */
export type GrantsRow = {
  name: string;
  level: 'any' | 'group' | 'object';
  /** Of a group: how many objects it has. */
  size?: number;
};

/** As many can be read without folding any away. */
const FEW = 12;

/** Whether a line of an object says otherwise than it was shipped. */
export function lineDiffers(grants: Grants, original: Grants | undefined, name: string, groupOf: GroupOf) {
  if (!original) return false;
  const [now, was] = [lineOf(grants, name, groupOf), lineOf(original, name, groupOf)];
  return [...new Set([...Object.keys(now), ...Object.keys(was)])].some((verb) => now[verb] !== was[verb]);
}

/** The groups that stand open at first: all where there are few objects, else those in which something is said of one object. */
export function openAtFirst(objects: Described[], grants: Grants): string[] {
  const groups = [...new Set(objects.map(({ group }) => group))];
  if (objects.length <= FEW) return groups;
  const own = new Set(objects.filter(({ name }) => grants[name] !== undefined).map(({ group }) => group));
  return groups.filter((group) => own.has(group));
}

/** The lines to show: every group, and its objects where it is open or one of them is looked for. */
export function rowsOf(objects: Described[], open: ReadonlySet<string>, sought: string): GrantsRow[] {
  const wanted = sought.trim().toLowerCase();
  const groups = [...new Set(objects.map(({ group }) => group))];
  const found = ({ label, name, group_label }: Described) =>
    [label, name, group_label].some((text) => text.toLowerCase().includes(wanted));
  const rows = groups.flatMap((group): GrantsRow[] => {
    const members = objects.filter((object) => object.group === group);
    const shown = wanted ? members.filter(found) : open.has(group) ? members : [];
    if (wanted && shown.length === 0) return [];
    return [
      { name: group, level: 'group', size: members.length },
      ...shown.map(({ name }): GrantsRow => ({ name, level: 'object' })),
    ];
  });
  return [{ name: ANY, level: 'any' }, ...rows];
}
