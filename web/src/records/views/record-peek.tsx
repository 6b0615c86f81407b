import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { Maximize2, PencilLine } from 'lucide-react';
import { lazy, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { isPlain, OpenRecordContext } from '../controller/open-record';
import { useObject } from '../controller/use-catalog';
import { useOne } from '../controller/use-one';
import { titleOf } from '../controller/values';
import { RevealScope } from '../kinds/masked/reveal';
import { Facts } from './facts';
import { useActing } from './record-act';
import { RecordDrawer } from './record-drawer';
import { RecordMenu } from './record-menu';
import { Badges } from './record-zones';

const TimelineCard = lazy(() => import('./timeline-card'));

type Props = { name: string; id: string; onClose: () => void };

/** What hangs on a record, beside its page: read, changed and closed again without having left. */
export default function RecordPeek(props: Props) {
  const object = useObject(props.name);
  return object ? <Peek {...props} object={object} /> : null;
}

function Peek({ object, id, onClose }: Props & { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { data: row, error, refetch } = useOne(object.name, id);
  return (
    <Sheet
      open
      addressed
      width={620}
      title={row && !error ? `${object.label} · ${titleOf(row, object.title)}` : object.label}
      onClose={onClose}
    >
      {error && (
        <Failure error={error} retry={refetch} right={t('records.right.see', { label: object.label })} />
      )}
      {!row && !error && <Lines rows={8} />}
      {row && !error && (
        // From here a link leads to the page of what it names.
        <OpenRecordContext value={null}>
          <Whole object={object} row={row} onGone={onClose} />
        </OpenRecordContext>
      )}
    </Sheet>
  );
}

function Whole({ object, row, onGone }: { object: ObjectInfo; row: RecordRow; onGone: () => void }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  const acting = useActing(object, row, onGone);
  const writable = row.may?.includes('update') ?? false;
  function openPage(event: MouseEvent) {
    if (!isPlain(event)) return;
    event.preventDefault();
    navigate({ to: '/r/$object/$id', params: { object: object.name, id: row.id } });
  }
  return (
    <RevealScope object={object.name} row={row}>
      <div className="kd-peek-head">
        <Badges object={object} row={row} />
        <div className="kd-record-buttons">
          <RecordMenu object={object} row={row} onAct={acting.start} onGone={onGone} />
          {writable && (
            <Button
              icon={<PencilLine size={16} strokeWidth={1.75} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              {t('common.edit')}
            </Button>
          )}
          <Button
            href={`/r/${object.name}/${row.id}`}
            icon={<Maximize2 size={15} strokeWidth={1.75} aria-hidden />}
            onClick={openPage}
          >
            {t('records.page.open')}
          </Button>
        </div>
      </div>
      <Facts object={object} row={row} writable={writable} />
      <div className="kd-peek-timeline">
        <Part fallback={<Lines rows={4} />}>
          <TimelineCard object={object} row={row} asked={0} whose={titleOf(row, object.title)} />
        </Part>
      </div>
      {acting.dialog}
      {editing && (
        <RecordDrawer
          object={object}
          row={row}
          onClose={() => setEditing(false)}
          onSaved={() => setEditing(false)}
        />
      )}
    </RevealScope>
  );
}
