import { Tabs } from 'antd';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { totalText } from '@/format/number';
import { Part } from '@/ui/part';
import { Failure, Lines } from '@/ui/states';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { useCatalog } from '../controller/use-catalog';
import { useFirst } from '../controller/use-list';
import { useOne } from '../controller/use-one';
import { isWritable, titleOf } from '../controller/values';
import { RevealContext } from '../kinds/masked/cell';
import { Facts } from './facts';
import { RecordDrawer } from './record-drawer';
import { RecordHeader } from './record-header';
import { RelatedTab } from './related-tab';
import './record-page.css';

const TimelineCard = lazy(() => import('./timeline-card'));
const LinesView = lazy(() => import('./lines/lines-view'));

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
        {one.error ? (
          <Failure
            page
            error={one.error}
            retry={one.refetch}
            right={t('records.right.see', { label: object.label })}
          />
        ) : (
          <Lines rows={10} />
        )}
      </div>
    </div>
  );
}

function Loaded({ object, row }: { object: ObjectInfo; row: RecordRow }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { objects } = useCatalog();
  const [editing, setEditing] = useState(false);
  const [tab, setTab] = useState('facts');
  const [asked, setAsked] = useState(0);
  // A frozen record may leave nothing at all to be written.
  const writable = (row.may?.includes('update') ?? false) && row.writable?.length !== 0;
  const sets = (object.lines ?? []).filter(({ name }) => row[name] !== undefined);
  const timelineObject = objects.find(({ name }) => name === object.timeline);
  const canWrite = timelineObject?.verbs.includes('create') ?? false;

  // Counted, because one may ask again, and also before the box has loaded.
  const write = () => setAsked((times) => times + 1);
  useHotkeys({ e: writable ? () => setEditing(true) : undefined, c: canWrite ? write : undefined });

  const related = object.related.filter(
    (one) => one.object !== object.timeline && objects.some(({ name }) => name === one.object),
  );
  return (
    <RevealContext value={{ object: object.name, id: row.id, may: row.may?.includes('reveal') ?? false }}>
      <div className="kd-page">
        <RecordHeader
          object={object}
          row={row}
          onEdit={writable ? () => setEditing(true) : undefined}
          onWrite={canWrite ? write : undefined}
        />
        <div className="kd-record-body">
          <div className="kd-card kd-record-main">
            <Tabs
              size="small"
              activeKey={tab}
              onChange={setTab}
              items={[
                {
                  key: 'facts',
                  label: t('records.page.facts'),
                  children: (
                    <>
                      {sets.length > 0 && (
                        <Part fallback={<Lines rows={6} />}>
                          {sets.map((set) => (
                            <LinesView
                              key={set.name}
                              set={set}
                              row={row}
                              onEdit={
                                writable && isWritable(row.writable, set.name)
                                  ? () => setEditing(true)
                                  : undefined
                              }
                            />
                          ))}
                        </Part>
                      )}
                      <Facts object={object} row={row} writable={writable} />
                    </>
                  ),
                },
                ...related.map((relation) => ({
                  key: `${relation.object}.${relation.field}`,
                  label: (
                    <TabLabel
                      parent={object.name}
                      row={row}
                      object={relation.object}
                      label={relation.label}
                    />
                  ),
                  children: <RelatedTab parent={object} row={row} relation={relation} />,
                })),
              ]}
            />
          </div>
          <div className="kd-card kd-record-side">
            <Part fallback={<Lines rows={phone ? 4 : 8} />}>
              <TimelineCard
                object={object}
                row={row}
                written={canWrite ? timelineObject : undefined}
                asked={asked}
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
    </RevealContext>
  );
}

function TabLabel({
  parent,
  row,
  object,
  label,
}: {
  parent: string;
  row: RecordRow;
  object: string;
  label: string;
}) {
  const { data } = useFirst({ object, parent: { object: parent, id: row.id }, limit: 1 });
  return (
    <>
      {label} {data && data.total.count > 0 && <span className="kd-tab-count">{totalText(data.total)}</span>}
    </>
  );
}
