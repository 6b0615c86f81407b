import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { Maximize2, PencilLine } from 'lucide-react';
import { lazy, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { isPlain } from '../controller/open-record';
import { titleOf } from '../controller/values';
import { RevealScope } from '../kinds/masked/reveal';
import { Facts } from './facts';
import { useActing } from './record-act';
import { RecordDrawer } from './record-drawer';
import { RecordMenu } from './record-menu';
import { Badges } from './record-zones';
import './record-whole.css';

const TimelineCard = lazy(() => import('./timeline-card'));

type Props = { object: ObjectInfo; row: RecordRow; onGone: () => void };

/** Key facts and timeline of a record, where it is not on a page of its own; read and changed without having left. */
export default function RecordWhole({ object, row, onGone }: Props) {
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
