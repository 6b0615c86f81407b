import { useNavigate, useRouter } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { PanelRight, Plus } from 'lucide-react';
import { lazy, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Action, ObjectInfo } from '@/api/types';
import { totalText } from '@/format/number';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { useMayLeave } from '@/ui/use-guard';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { type ListSearch, nextSort } from '../controller/filter';
import { OpenRecordContext } from '../controller/open-record';
import { can, headingOf } from '../controller/use-catalog';
import { useListPage } from '../controller/use-list-page';
import { BulkBar } from './bulk-bar';
import { BulkDialogs, type BulkStep } from './bulk-dialogs';
import { ColumnChooser } from './column-chooser';
import { FilterBar, SEARCH_ID } from './filter-bar';
import { ListBody } from './list-body';
import { ListDialogs, type Opened } from './list-dialogs';
import { ListTools } from './list-tools';
import { cardLayout } from './record-cards';
import { SortMenu } from './sort-menu';
import { ViewChanges } from './view-changes';
import { type Keeping, ViewMenu } from './view-menu';
import { ViewTabs } from './view-tabs';
import './list-page.css';

const ListPreview = lazy(() => import('./list-preview'));
const MOST = 10_000;

export function ListPage({ object }: { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = usePhone();
  const navigate = useNavigate();
  const router = useRouter();
  const card = cardLayout(object);
  const onCard = [card.mark, card.line, card.when, ...card.facts].flatMap((field) => field?.name ?? []);
  const page = useListPage(object, onCard);
  const { search, views, state, chosen, columns, query, list, cursor, selection, go, whole } = page;
  const [selecting, setSelecting] = useState(false);
  const [step, setStep] = useState<BulkStep | null>(null);
  const [opened, setOpened] = useState<Opened>(null);
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  useTitle(state.view ? `${state.view.label} · ${headingOf(object)}` : headingOf(object));

  const quit = () => {
    selection.clear();
    setSelecting(false);
  };
  const creatable = can(object, 'create');
  /** Something else about the page that is no other list: it stays where it is scrolled to. */
  const turn = (change: Partial<ListSearch> & { new?: boolean }, replace: boolean) =>
    navigate({
      to: '/r/$object',
      params: { object: object.name },
      search: { ...search, ...change },
      replace,
      resetScroll: false,
    });
  // The form is an entry of the history of its own, so that Back closes it.
  const openForm = () => turn({ new: true }, false);
  const closeForm = () =>
    router.history.canGoBack() ? router.history.back() : turn({ new: undefined }, true);
  const previewing = Boolean(search.preview) && !phone;
  const preview = (open: boolean) => turn({ preview: open || undefined }, true);

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
  const mayLeave = useMayLeave();
  /** What is being typed beside the list belongs to the row at which one stands. */
  async function stand(by: number) {
    if (!previewing || (await mayLeave())) cursor.move(by);
  }
  const openAt = () => at && navigate({ to: '/r/$object/$id', params: { object: object.name, id: at.id } });
  function togglePreview() {
    if (!previewing && !at) cursor.move(1);
    preview(!previewing);
  }
  useHotkeys({
    j: () => stand(1),
    k: () => stand(-1),
    x: () => at && selection.toggle(at.id),
    ' ': phone ? undefined : togglePreview,
    Enter: at && openAt,
    n: creatable ? openForm : undefined,
    '/': () => document.getElementById(SEARCH_ID)?.focus(),
    Escape: previewing ? () => preview(false) : selection.ids.size > 0 ? selection.clear : undefined,
  });
  const partial = state.view !== undefined && state.view !== whole;
  const showAll = () => go({ view: whole?.key, filter: undefined });
  const changed = state.changed || chosen.differs;
  /** As the view says again; where it was saved, it now says what the list said. */
  function asInView() {
    if (chosen.differs) chosen.reset();
    go({ filter: undefined, sort: undefined });
  }
  /** A click shows beside the list what it would otherwise open; the next one opens it, as what a row names in turn. */
  const here = useRef(at?.id);
  here.current = at?.id;
  const { to } = cursor;
  const openBeside = useCallback(
    async (name: string, id: string) => {
      if (name !== object.name || id === here.current)
        return navigate({ to: '/r/$object/$id', params: { object: name, id } });
      if (await mayLeave()) to(id);
    },
    [object.name, to, navigate, mayLeave],
  );

  return (
    <div className="kd-page kd-list-page" data-selecting={selecting || selection.ids.size > 0 || undefined}>
      <div className="kd-title-row">
        <h1 className={phone ? 'kd-hidden' : undefined}>{headingOf(object)}</h1>
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
          onImport={() => setOpened('import')}
          onExport={() => setOpened('export')}
          onSelect={() => setSelecting(true)}
        />
        {creatable && !phone && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={openForm}>
            {t('records.create', { label: object.one })}
          </Button>
        )}
      </div>
      <ViewTabs
        views={views.views}
        active={state.view?.key}
        onChange={(view) => go({ view, filter: undefined, sort: undefined })}
        menu={
          state.view && (
            <ViewMenu
              object={object}
              views={views}
              view={state.view}
              content={page.content}
              keeping={keeping}
              onKeep={setKeeping}
              onOpen={(view) => go({ view, filter: undefined, sort: undefined })}
            />
          )
        }
      />
      <FilterBar
        object={object}
        q={search.q ?? ''}
        clauses={state.clauses}
        isOwn={state.isOwn}
        onSearch={(q) => go({ q: q || undefined })}
        onChange={(filter) => go({ filter })}
        changes={
          state.missing ? (
            <span className="kd-view-missing">{t('records.view.missing')}</span>
          ) : (
            changed && (
              <ViewChanges
                views={views}
                view={state.view}
                content={page.content}
                onSaved={asInView}
                onKeep={() => setKeeping('new')}
                onReset={asInView}
              />
            )
          )
        }
        extra={
          <>
            <Button
              type="text"
              size="small"
              icon={<PanelRight size={14} aria-hidden />}
              onClick={togglePreview}
              aria-pressed={previewing}
              title={`${t('records.preview.title')} · ${t('records.preview.key')}`}
            >
              {t('records.preview.title')}
            </Button>
            <ColumnChooser object={object} chosen={chosen} />
          </>
        }
      />
      <div className="kd-list-split">
        <div className="kd-list-main">
          <OpenRecordContext value={previewing ? openBeside : null}>
            <ListBody
              object={object}
              list={list}
              columns={chosen.columns}
              density={state.view?.kept?.density ?? undefined}
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
                onImport: can(object, 'import') ? () => setOpened('import') : undefined,
                onShowAll: showAll,
                onSearchAll: search.q && partial ? showAll : undefined,
                onClear: () => go({ view: whole?.key, filter: undefined, q: undefined }),
              }}
            />
          </OpenRecordContext>
        </div>
        {previewing && (
          <Part fallback={<Lines rows={8} />}>
            <ListPreview object={object} id={at?.id} onClose={() => preview(false)} />
          </Part>
        )}
      </div>
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
          onExport={() => setOpened('export')}
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
      <ListDialogs
        object={object}
        query={query}
        columns={columns}
        total={list.total}
        ids={selection.ids}
        creating={Boolean(search.new) && creatable}
        opened={opened}
        onCloseForm={closeForm}
        onClose={() => setOpened(null)}
      />
    </div>
  );
}
