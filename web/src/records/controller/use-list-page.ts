import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ObjectInfo, ViewDraft } from '@/api/types';
import { type ListSearch, toFilter } from './filter';
import { layTrail } from './trail';
import { useColumns } from './use-columns';
import { useCursor } from './use-cursor';
import { useList } from './use-list';
import { useSelection } from './use-selection';
import { useViews } from './use-views';
import { isGuess, isKept, stateOf, viewOf, wholeView } from './views';

const route = getRouteApi('/app/r/$object');

/** What a list page shows: which view, what it asks for, which rows came, and where one stands among them. */
export function useListPage(object: ObjectInfo, further: string[]) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const views = useViews(object);
  const selection = useSelection();
  // Whoever has never chosen is shown the first view that holds something for them: a manager's own list is often empty.
  const [wide, setWide] = useState(false);
  const guess = isGuess(search, views.choices);
  const whole = wholeView(views.views);
  const view = guess && wide ? whole : viewOf(views.views, search, views.choices);
  const waits = !views.ready && isOfPeople(search, views.choices);
  const state = stateOf(object, view, search);
  const chosen = useColumns(object, view);

  const columns = chosen.columns.map(({ field }) => field.name);
  const query = {
    object: object.name,
    filter: toFilter(state.ask.clauses),
    view: state.ask.view,
    sort: state.sort,
    q: search.q,
    fields: [...new Set([...columns, ...further])],
  };
  const list = useList(query, !waits);
  const { rows, next, total } = list;
  const settled = !list.loading && !list.changing && !list.error;
  const empty = guess && !wide && view !== whole && settled && rows.length === 0;
  useEffect(() => {
    if (empty) setWide(true);
  }, [empty]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question brings other rows.
  useEffect(() => {
    if (rows.length > 0 && !list.changing) layTrail({ query, ids: rows.map(({ id }) => id), next, total });
  }, [rows.length, rows[0]?.id, next, total?.count, list.changing]);
  const cursor = useCursor(rows);

  /** Another list: what was picked and where one stood belonged to the last one. */
  function go(change: Partial<ListSearch>) {
    selection.clear();
    cursor.clear();
    if (change.view) views.remember(change.view);
    navigate({
      to: '/r/$object',
      params: { object: object.name },
      search: { ...search, view: state.view?.key, new: undefined, ...change },
      replace: true,
    });
  }
  const content: ViewDraft = {
    filter: toFilter(state.clauses) ?? { and: [] },
    sort: state.sort === object.sort ? null : state.sort,
    columns: chosen.kept,
  };
  return {
    search,
    views,
    state,
    chosen,
    columns,
    query,
    list: { ...list, loading: list.loading || waits || empty },
    cursor,
    selection,
    go,
    content,
    whole,
  };
}

/** Whether the list cannot be shown before the views are there that people keep. */
function isOfPeople(search: ListSearch, { first, last }: { first?: string; last?: string }): boolean {
  if (search.view) return isKept(search.view);
  return !search.filter && !search.q && isKept(first ?? last);
}
