import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { Plus } from 'lucide-react';
import { lazy, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Action, ObjectInfo } from '@/api/types';
import { totalText } from '@/format/number';
import { Part } from '@/ui/part';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { type ListSearch, nextSort, stateOf, toFilter, wholeView } from '../controller/filter';
import { layTrail } from '../controller/trail';
import { can } from '../controller/use-catalog';
import { useColumns } from '../controller/use-columns';
import { useCursor } from '../controller/use-cursor';
import { useList } from '../controller/use-list';
import { useSelection } from '../controller/use-selection';
import { BulkBar } from './bulk-bar';
import { BulkDialogs, type BulkStep } from './bulk-dialogs';
import { ColumnChooser } from './column-chooser';
import { FilterBar, SEARCH_ID } from './filter-bar';
import { ListBody } from './list-body';
import { ListTools } from './list-tools';
import { cardLayout } from './record-cards';
import { RecordDrawer } from './record-drawer';
import { SortMenu } from './sort-menu';
import { ViewTabs } from './view-tabs';
import './list-page.css';

const ExportDialog = lazy(() => import('./export-dialog'));
const ImportWizard = lazy(() => import('./import/import-wizard'));
const route = getRouteApi('/app/r/$object');
const MOST = 10_000;

export function ListPage({ object }: { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
  const search = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const chosen = useColumns(object);
  const selection = useSelection();
  const [selecting, setSelecting] = useState(false);
  const [step, setStep] = useState<BulkStep | null>(null);
  const [importing, setImporting] = useState(false);
  const [exporting, setExporting] = useState(false);
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
  const cursor = useCursor(list.rows);
  const { rows, next, total } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question brings other rows.
  useEffect(() => {
    if (rows.length > 0 && !list.changing) layTrail({ query, ids: rows.map(({ id }) => id), next, total });
  }, [rows.length, rows[0]?.id, next, total?.count, list.changing]);
  const quit = () => {
    selection.clear();
    setSelecting(false);
  };

  function go(change: Partial<ListSearch>) {
    selection.clear();
    cursor.clear();
    navigate({
      to: '/r/$object',
      params: { object: object.name },
      search: { ...search, view: state.view?.name, new: undefined, ...change },
      replace: true,
    });
  }
  const creatable = can(object, 'create');
  // The form is an entry of the history of its own, so that Back closes it.
  const toggleForm = (open: boolean) =>
    navigate({
      to: '/r/$object',
      params: { object: object.name },
      search: { ...search, new: open || undefined },
      replace: !open,
      resetScroll: false,
    });
  const openForm = () => toggleForm(true);
  const closeForm = () => (router.history.canGoBack() ? router.history.back() : toggleForm(false));

  async function selectAll() {
    try {
      const all = await selection.gather({ ...query, fields: [object.title] }, MOST);
      if (all && list.total?.capped)
        message.info(t('records.bulk.onlyFirst', { total: totalText({ count: MOST, capped: false }) }));
    } catch (error) {
      message.error(asProblem(error).words());
    }
  }
  const at = cursor.row;
  const openAt = () => at && navigate({ to: '/r/$object/$id', params: { object: object.name, id: at.id } });
  useHotkeys({
    j: () => cursor.move(1),
    k: () => cursor.move(-1),
    x: () => at && selection.toggle(at.id),
    Enter: at && openAt,
    n: creatable ? openForm : undefined,
    '/': () => document.getElementById(SEARCH_ID)?.focus(),
    Escape: selection.ids.size > 0 ? selection.clear : undefined,
  });
  const partial = state.fixed || state.conditions.length > 0;
  const showAll = () => go({ view: wholeView(object)?.name, filter: undefined });

  return (
    <div className="kd-page kd-list-page" data-selecting={selecting || selection.ids.size > 0 || undefined}>
      <div className="kd-title-row">
        <h1 className={phone ? 'kd-hidden' : undefined}>{object.label}</h1>
        {list.total && (
          <span className="kd-quiet" aria-live="polite">
            {t('records.total', { total: totalText(list.total) })}
          </span>
        )}
        <span className="kd-grow" />
        {phone && (
          <SortMenu
            object={object}
            sort={state.sort}
            onSort={(field) => go({ sort: nextSort(state.sort, field) })}
          />
        )}
        <ListTools
          object={object}
          onImport={() => setImporting(true)}
          onExport={() => setExporting(true)}
          onSelect={() => setSelecting(true)}
        />
        {creatable && !phone && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={openForm}>
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
        cursor={cursor.index}
        selecting={selecting}
        selection={selection}
        onSort={(field) => go({ sort: nextSort(state.sort, field) })}
        onResize={chosen.resize}
        empty={{
          narrowed: state.narrowed,
          view: partial ? state.view?.label : undefined,
          onCreate: creatable ? openForm : undefined,
          onImport: can(object, 'import') ? () => setImporting(true) : undefined,
          onShowAll: showAll,
          onSearchAll: search.q && partial ? showAll : undefined,
          onClear: () => go({ view: wholeView(object)?.name, filter: undefined, q: undefined }),
        }}
      />
      {(selecting || selection.ids.size > 0) && (
        <BulkBar
          object={object}
          selected={selection.ids.size}
          total={list.total}
          allLoaded={phone || list.rows.every(({ id }) => selection.ids.has(id))}
          selectingAll={selection.gathering}
          onSelectAll={selectAll}
          onAction={(action: Action) => setStep({ kind: 'action', action })}
          onEdit={() => setStep({ kind: 'edit' })}
          onDelete={() => setStep({ kind: 'delete' })}
          onExport={() => setExporting(true)}
          onClear={quit}
        />
      )}
      <BulkDialogs
        object={object}
        ids={selection.ids}
        step={step}
        onClose={() => setStep(null)}
        onStarted={quit}
      />
      {search.new && creatable && (
        <RecordDrawer
          addressed
          object={object}
          onClose={closeForm}
          onSaved={(row) => {
            // Written for somebody else, it may be out of one's own sight; the answer is then the id alone.
            if (!(object.title in row)) {
              message.info(t('records.createdElsewhere', { label: object.label }));
              return closeForm();
            }
            message.success(t('records.created', { label: object.label }));
            navigate({ to: '/r/$object/$id', params: { object: object.name, id: row.id }, replace: true });
          }}
        />
      )}
      {importing && (
        <Part>
          <ImportWizard object={object} onClose={() => setImporting(false)} />
        </Part>
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
