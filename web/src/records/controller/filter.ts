// The filter bar's flat list of conditions and the filter tree of the interface. Pure.
import type { Condition, Filter, ObjectInfo, Op, View } from '@/api/types';

/** A tree that is one condition or a plain "and" of conditions reads as chips; any other does not. */
export function flatten(filter: Filter | null | undefined): Condition[] | null {
  if (!filter) return [];
  if ('field' in filter) return [filter];
  if (!('and' in filter)) return null;
  const leaves = filter.and.filter((part): part is Condition => 'field' in part);
  return leaves.length === filter.and.length ? leaves : null;
}

export function toFilter(conditions: Condition[]): Filter | undefined {
  if (conditions.length === 0) return undefined;
  return conditions.length === 1 ? conditions[0] : { and: conditions };
}

export type ListSearch = { view?: string; q?: string; sort?: string; filter?: Condition[] };
export type ListState = {
  view: View | undefined;
  /** The view's filter says more than chips can; it then stays as it is, and the chips narrow it. */
  fixed: boolean;
  conditions: Condition[];
  /** Somebody asks for less than the view shows by itself: with a search, or a condition of one's own. */
  narrowed: boolean;
  sort: string;
};

/** The view of the catalog that shows everything, if it has one. */
export const wholeView = (object: ObjectInfo): View | undefined =>
  object.views.find(({ filter }) => flatten(filter)?.length === 0);

/** A bare address opens the first view; one that brings its own conditions means everything that meets them. */
function viewOf(object: ObjectInfo, search: ListSearch): View | undefined {
  if (search.view) return object.views.find(({ name }) => name === search.view);
  const whole = wholeView(object);
  return search.filter || search.q || !whole ? whole : object.views[0];
}

/** What the address bar means: the view's own filter and order until somebody changes them. */
export function stateOf(object: ObjectInfo, search: ListSearch): ListState {
  const view = viewOf(object, search);
  const own = flatten(view?.filter);
  const usual = new Set(own?.map((condition) => JSON.stringify(condition)));
  return {
    view,
    fixed: own === null,
    conditions: search.filter ?? own ?? [],
    narrowed:
      Boolean(search.q) || (search.filter ?? []).some((condition) => !usual.has(JSON.stringify(condition))),
    sort: search.sort ?? view?.sort ?? object.sort,
  };
}

/** The operator that people mean most often, for a condition that has just been added. */
export function firstOp(ops: Op[]): Op {
  const order: Op[] = ['in', 'within', 'contains', 'between', 'eq'];
  return order.find((op) => ops.includes(op)) ?? ops[0] ?? 'eq';
}

export type Sort = { field: string; down: boolean };

export function parseSort(sort: string): Sort | null {
  const first = sort.split(',')[0];
  if (!first) return null;
  return first.startsWith('-') ? { field: first.slice(1), down: true } : { field: first, down: false };
}

/** Clicking a heading: up, down, and back to the list's own order. */
export function nextSort(sort: string, field: string): string | undefined {
  const now = parseSort(sort);
  if (now?.field !== field) return field;
  return now.down ? undefined : `-${field}`;
}
