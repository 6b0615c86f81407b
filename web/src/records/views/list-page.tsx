import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { Plus } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo } from '@/api/types';
import { totalText } from '@/format/number';
import { Part } from '@/ui/part';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { type ListSearch, nextSort, stateOf, toFilter, wholeView } from '../controller/filter';
import { can } from '../controller/use-catalog';
import { useColumns } from '../controller/use-columns';
import { fetchIds, useList } from '../controller/use-list';
import { useSelection } from '../controller/use-selection';
import { BulkBar } from './bulk-bar';
import { BulkDialogs, type BulkStep } from './bulk-dialogs';
import { ColumnChooser } from './column-chooser';
import { FilterBar, SEARCH_ID } from './filter-bar';
import { ListBody } from './list-body';
import { ListTools } from './list-tools';
import { cardLayout } from './record-cards';
import { RecordDrawer } from './record-drawer';
import { ViewTabs } from './view-tabs';
import './list-page.css';

const ExportDialog = lazy(() => import('./export-dialog'));
const route = getRouteApi('/app/r/$object');
const MOST = 10_000;

export function ListPage({ object }: { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
  const search = route.useSearch();
  const navigate = useNavigate();
  const chosen = useColumns(object);
  const selection = useSelection();
  const [cursor, setCursor] = useState(-1);
  const [step, setStep] = useState<BulkStep | null>(null);
  const [exporting, setExporting] = useState(false);
  const [gathering, setGathering] = useState(false);
  const state = stateOf(object, search);
  useTitle(state.view ? `${state.view.label} · ${object.label}` : object.label);

  const columns = chosen.columns.map(({ field }) => field.name);
  const card = cardLayout(object);
  const onCard = [card.mark, card.line, card.when, ...card.facts].flatMap((field) => field?.name ?? []);
  const query = {
    object: object.name,
    filter: toFilter(state.conditions),
    view: state.fixed ? state.view?.name : undefined,
    sort: state.sort,
    q: search.q,
    fields: [...new Set([...columns, ...onCard])],
  };
  const list = useList(query);

  function go(change: Partial<ListSearch & { new?: boolean }>) {
    selection.clear();
    setCursor(-1);
    navigate({
      to: '/r/$object',
      params: { object: object.name },
      search: { ...search, view: state.view?.name, new: undefined, ...change },
      replace: true,
    });
  }
  const setCreating = (open: boolean) => go({ new: open || undefined });
  const creatable = can(object, 'create');

  async function selectAll() {
    setGathering(true);
    try {
      selection.replace(await fetchIds({ ...query, fields: [object.title] }, MOST));
      if (list.total?.capped)
        message.info(t('records.bulk.onlyFirst', { total: totalText({ count: MOST, capped: false }) }));
    } finally {
      setGathering(false);
    }
  }
  const at = list.rows[cursor];
  const move = (by: number) => setCursor((now) => Math.min(list.rows.length - 1, Math.max(0, now + by)));
  const openAt = () => at && navigate({ to: '/r/$object/$id', params: { object: object.name, id: at.id } });
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => at && selection.toggle(at.id),
    Enter: at && openAt,
    n: creatable ? () => setCreating(true) : undefined,
    '/': () => document.getElementById(SEARCH_ID)?.focus(),
    Escape: selection.ids.size > 0 ? selection.clear : undefined,
  });
  const filtered =
    state.conditions.length > 0 ||
    Boolean(search.q) ||
    (state.view !== undefined && state.view !== wholeView(object));

  return (
    <div className="kd-page kd-list-page" data-selecting={selection.ids.size > 0 || undefined}>
      <div className="kd-title-row">
        <h1 className={phone ? 'kd-hidden' : undefined}>{object.label}</h1>
        {list.total && (
          <span className="kd-quiet" aria-live="polite">
            {t('records.total', { total: totalText(list.total) })}
          </span>
        )}
        <span className="kd-grow" />
        <ListTools object={object} onExport={() => setExporting(true)} />
        {creatable && !phone && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {t('records.create', { label: object.label })}
          </Button>
        )}
      </div>
      <ViewTabs
        object={object}
        active={state.view?.name}
        onChange={(view) => go({ view, filter: undefined, sort: undefined })}
      />
      <FilterBar
        object={object}
        q={search.q ?? ''}
        conditions={state.conditions}
        onSearch={(q) => go({ q: q || undefined })}
        onChange={(filter) => go({ filter })}
        onReset={search.filter ? () => go({ filter: undefined }) : undefined}
        extra={<ColumnChooser object={object} chosen={chosen} />}
      />
      <ListBody
        object={object}
        list={list}
        columns={chosen.columns}
        sort={state.sort}
        filtered={filtered}
        cursor={cursor}
        selection={selection}
        onSort={(field) => go({ sort: nextSort(state.sort, field) })}
        onResize={chosen.resize}
        onCreate={creatable ? () => setCreating(true) : undefined}
        onClear={() => go({ view: wholeView(object)?.name, filter: undefined, q: undefined })}
        onSearchAll={
          search.q && state.conditions.length > 0
            ? () => go({ view: wholeView(object)?.name, filter: undefined })
            : undefined
        }
      />
      {selection.ids.size > 0 && (
        <BulkBar
          object={object}
          selected={selection.ids.size}
          total={list.total}
          allLoaded={list.rows.every(({ id }) => selection.ids.has(id))}
          selectingAll={gathering}
          onSelectAll={selectAll}
          onAction={(action: Action) => setStep({ kind: 'action', action })}
          onEdit={() => setStep({ kind: 'edit' })}
          onDelete={() => setStep({ kind: 'delete' })}
          onExport={() => setExporting(true)}
          onClear={selection.clear}
        />
      )}
      <BulkDialogs
        object={object}
        ids={selection.ids}
        step={step}
        onClose={() => setStep(null)}
        onStarted={selection.clear}
      />
      {search.new && creatable && (
        <RecordDrawer
          object={object}
          onClose={() => setCreating(false)}
          onSaved={(row) => {
            message.success(t('records.created', { label: object.label }));
            navigate({ to: '/r/$object/$id', params: { object: object.name, id: row.id } });
          }}
        />
      )}
      {exporting && (
        <Part>
          <ExportDialog
            object={object}
            query={{ filter: query.filter, q: query.q, view: query.view }}
            total={list.total}
            ids={[...selection.ids]}
            columns={columns}
            onClose={() => setExporting(false)}
          />
        </Part>
      )}
    </div>
  );
}
