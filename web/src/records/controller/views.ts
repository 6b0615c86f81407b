// The tabs of a list: the views it is shipped with, one's own, and those that others show. What the address means. Pure.
import type { Filter, KeptView, ObjectInfo, ViewChoices } from '@/api/types';
import { clausesOf, isSame, type ListSearch, said } from './filter';

export type ListView = {
  /** Its name in the address. */
  key: string;
  label: string;
  filter?: Filter | null;
  sort?: string | null;
  /** Set where somebody keeps it; the others are shipped. */
  kept?: KeptView;
};

/** Everything, where no shipped view shows that; the catalog calls none so. */
const EVERYTHING = '*';
/** No shipped view has a hyphen in its name. */
const KEPT = 'kept-';
export const keyOf = ({ id }: Pick<KeptView, 'id'>) => `${KEPT}${id}`;
export const isKept = (key: string | undefined): boolean => key?.startsWith(KEPT) ?? false;

const isWhole = ({ filter, kept }: ListView) => !kept && clausesOf(filter).length === 0;

/** All tabs in their order: those that somebody put somewhere first, then the shipped ones, one's own, and what others show. */
export function listViews(
  object: ObjectInfo,
  kept: KeptView[],
  order: string[],
  everything: string,
): ListView[] {
  const shipped: ListView[] = object.views.map(({ name, ...view }) => ({ key: name, ...view }));
  const whole = shipped.some(isWhole) ? [] : [{ key: EVERYTHING, label: everything }];
  const own = [...kept]
    .sort((a, b) => Number(b.own) - Number(a.own))
    .map((view) => ({
      key: keyOf(view),
      label: view.name,
      filter: view.filter,
      sort: view.sort,
      kept: view,
    }));
  const place = ({ key }: ListView) => {
    const at = order.indexOf(key);
    return at < 0 ? order.length : at;
  };
  return [...whole, ...shipped, ...own].sort((a, b) => place(a) - place(b));
}

export const wholeView = (views: ListView[]): ListView | undefined => views.find(isWhole);

/** The order after a tab has moved by one. */
export function moved(views: ListView[], key: string, by: 1 | -1): string[] {
  const keys = views.map((view) => view.key);
  const at = keys.indexOf(key);
  const to = at + by;
  if (at < 0 || to < 0 || to >= keys.length) return keys;
  keys.splice(at, 1);
  keys.splice(to, 0, key);
  return keys;
}

/** Nothing in the address or kept in mind says which view is meant: then it is only a guess. */
export const isGuess = (search: ListSearch, { first, last }: ViewChoices): boolean =>
  !search.view && !search.filter && !search.q && !first && !last;

/** A bare address opens what somebody chose, else what they used last; one that brings its own conditions means everything. */
export function viewOf(views: ListView[], search: ListSearch, choices: ViewChoices): ListView | undefined {
  const named = (key: string | undefined) => views.find((view) => view.key === key);
  if (search.view) return named(search.view);
  if (search.filter || search.q) return wholeView(views);
  return named(choices.first) ?? named(choices.last) ?? views[0];
}

export type ListState = {
  view: ListView | undefined;
  /** The address names a view that is not there, or no longer. */
  missing: boolean;
  clauses: Filter[];
  /** Whether the view says so itself. */
  isOwn: (clause: Filter) => boolean;
  /** Somebody asks for something else than the view says. */
  changed: boolean;
  /** Somebody asks for less than the view shows by itself: with a search, or a condition of one's own. */
  narrowed: boolean;
  sort: string;
  /** What the server is asked: a shipped view by its name, as long as it is asked for as it is. */
  ask: { view?: string; clauses: Filter[] };
};

/** What the address bar means: the view's own conditions and order until somebody changes them. */
export function stateOf(object: ObjectInfo, view: ListView | undefined, search: ListSearch): ListState {
  const own = clausesOf(view?.filter);
  const usual = new Set(own.map(said));
  const clauses = search.filter ?? own;
  const sort = view?.sort ?? object.sort;
  const other = search.filter !== undefined && !isSame(search.filter, own);
  const byName = !other && view !== undefined && !view.kept && view.key !== EVERYTHING;
  return {
    view,
    missing: search.view !== undefined && view === undefined,
    clauses,
    isOwn: (clause) => usual.has(said(clause)),
    changed: other || (search.sort !== undefined && search.sort !== sort),
    narrowed: Boolean(search.q) || (search.filter ?? []).some((clause) => !usual.has(said(clause))),
    sort: search.sort ?? sort,
    ask: byName ? { view: view.key, clauses: [] } : { clauses },
  };
}
