import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { Failure, Lines } from '@/ui/states';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import type { Spoken } from '../controller/after-call';
import { OpenRecordContext } from '../controller/open-record';
import { useCatalog } from '../controller/use-catalog';
import { useOne } from '../controller/use-one';
import { EditingContext } from '../controller/use-presence';
import { useRelatedCounts } from '../controller/use-related-counts';
import { isWritable, titleOf } from '../controller/values';
import { relationKey, relationsOf } from '../controller/zones';
import { RevealScope } from '../kinds/masked/reveal';
import { Facts } from './facts';
import { RecordDrawer } from './record-drawer';
import { RecordGone } from './record-gone';
import { RecordHeader } from './record-header';
import { RecordTabs } from './record-tabs';
import { RelatedInline } from './related-inline';
import './record-page.css';

const TimelineCard = lazy(() => import('./timeline-card'));
const LinesView = lazy(() => import('./lines/lines-view'));
const Present = lazy(() => import('./present'));
const RecordPeek = lazy(() => import('./record-peek'));
const route = getRouteApi('/app/r/$object/$id');

export function RecordPage({ object, id }: { object: ObjectInfo; id: string }) {
  const { t } = useTranslation();
  const one = useOne(object.name, id);
  // What one may no longer see goes from the screen, also while it is still in the cache.
  const gone = one.error !== null && [403, 404].includes(asProblem(one.error).status);
  const row = gone ? undefined : one.data;
  useTitle(row ? `${titleOf(row, object.title)} · ${object.label}` : object.label);
  // The key starts another record afresh: its first tab, and nothing half-written.
  if (row) return <Loaded key={`${object.name}.${row.id}`} object={object} row={row} />;
  return (
    <div className="kd-page">
      <div className="kd-card">
        {gone && asProblem(one.error).status === 404 ? (
          <RecordGone object={object} />
        ) : one.error ? (
          <Failure
            page
            urgent
            error={one.error}
            retry={one.refetch}
            right={t('records.right.see', { label: object.many })}
          />
        ) : (
          <Lines rows={10} />
        )}
      </div>
    </div>
  );
}

function Loaded({ object, row }: { object: ObjectInfo; row: RecordRow }) {
  const phone = usePhone();
  const { objects } = useCatalog();
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState(0);
  // How many of its fields are being changed in their places.
  const [inPlace, setInPlace] = useState(0);
  const changing = useCallback((begun: boolean) => setInPlace((many) => many + (begun ? 1 : -1)), []);
  const [spoken, setSpoken] = useState<Spoken>();
  const hanging = useHanging(object.name, row.id);
  // A frozen record may leave nothing at all to be written.
  const writable = (row.may?.includes('update') ?? false) && row.writable?.length !== 0;
  const sets = (object.lines ?? []).filter(({ name }) => row[name] !== undefined);
  const timelineObject = objects.find(({ name }) => name === object.timeline);
  const canWrite = timelineObject?.verbs.includes('create') ?? false;

  // Counted, because one may ask again, and also before the box has loaded.
  const write = () => setAsked((times) => times + 1);
  const { toWrite, begun } = hanging;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that somebody comes to write.
  useEffect(() => {
    if (!toWrite) return;
    const [name, id] = toWrite.split('.');
    setSpoken(name && id ? { object: name, id } : undefined);
    begun();
    if (canWrite) write();
  }, [toWrite]);
  useHotkeys({ e: writable ? () => setEditing(true) : undefined, c: canWrite ? write : undefined });

  const relations = relationsOf(object, objects);
  const countOf = useRelatedCounts(object.name, row.id, relations.tabs);
  return (
    <RevealScope object={object.name} row={row}>
      <OpenRecordContext value={hanging.open}>
        <div className="kd-page">
          <RecordHeader
            object={object}
            row={row}
            onEdit={writable ? () => setEditing(true) : undefined}
            onWrite={canWrite ? write : undefined}
            present={
              <Part fallback={null}>
                <Present object={object} row={row} editing={editing || inPlace > 0} />
              </Part>
            }
          />
          <div className="kd-record-body">
            <div className="kd-card kd-record-main">
              <RecordTabs
                object={object}
                row={row}
                relations={relations.tabs}
                countOf={countOf}
                tab={hanging.tab}
                onTab={hanging.turn}
              >
                {sets.length > 0 && (
                  <Part fallback={<Lines rows={6} />}>
                    {sets.map((set) => (
                      <LinesView
                        key={set.name}
                        set={set}
                        row={row}
                        onEdit={
                          writable && isWritable(row.writable, set.name) ? () => setEditing(true) : undefined
                        }
                      />
                    ))}
                  </Part>
                )}
                <EditingContext value={changing}>
                  <Facts object={object} row={row} writable={writable} />
                </EditingContext>
                {relations.inline.map((relation) => (
                  <RelatedInline key={relationKey(relation)} parent={object} row={row} relation={relation} />
                ))}
              </RecordTabs>
            </div>
            <div className="kd-card kd-record-side">
              <Part fallback={<Lines rows={phone ? 4 : 8} />}>
                <TimelineCard
                  object={object}
                  row={row}
                  written={canWrite ? timelineObject : undefined}
                  asked={asked}
                  spoken={spoken}
                />
              </Part>
            </div>
          </div>
          {editing && (
            <RecordDrawer
              object={object}
              row={row}
              onClose={() => setEditing(false)}
              onSaved={() => setEditing(false)}
            />
          )}
        </div>
      </OpenRecordContext>
      <Part>
        {hanging.name && hanging.id && (
          <RecordPeek key={hanging.id} name={hanging.name} id={hanging.id} onClose={hanging.close} />
        )}
      </Part>
    </RevealScope>
  );
}

/** The tab that is open and what is open beside the page stand in its address: Back and a link bring them back. */
function useHanging(object: string, id: string) {
  const { tab, beside, write } = route.useSearch();
  const [name, other] = beside?.split('.') ?? [];
  const navigate = useNavigate();
  const router = useRouter();
  const show = (search: { tab?: string; beside?: string }, replace: boolean) =>
    navigate({ to: '/r/$object/$id', params: { object, id }, search, replace, resetScroll: false });
  return {
    tab,
    /** With whom somebody spoke who comes to write that down; no longer said when it is begun. */
    toWrite: write,
    begun: () =>
      navigate({
        to: '/r/$object/$id',
        params: { object, id },
        search: { tab, beside },
        replace: true,
        resetScroll: false,
        ignoreBlocker: true,
      }),
    /** Not a step of its own: Back leads to where one came from, however many tabs one has looked at. */
    turn: (to: string | undefined) => show({ tab: to, beside }, true),
    name,
    id: other,
    open: (which: string, its: string) => show({ tab, beside: `${which}.${its}` }, name !== undefined),
    close: () => (router.history.canGoBack() ? router.history.back() : show({ tab }, true)),
  };
}
