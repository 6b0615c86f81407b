import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { MessageSquareText, PencilLine } from 'lucide-react';
import { lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';
import { titleOf } from '../controller/values';
import { useActing } from './record-act';
import { RecordMenu } from './record-menu';
import { RecordSteps } from './record-steps';
import { Badges, KeyFacts, Summary } from './record-zones';

const StateBar = lazy(async () => ({ default: (await import('./state-bar')).StateBar }));

type Props = { object: ObjectInfo; row: RecordRow; onEdit?: () => void; onWrite?: () => void };

/** Its first line stays in view however far one reads on; the facts below it scroll away. */
export function RecordHeader({ object, row, onEdit, onWrite }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const navigate = useNavigate();
  const [stuck, top] = useStuck();
  const away = () => navigate({ to: '/r/$object', params: { object: object.name } });
  const acting = useActing(object, row, away);
  const buttons = (
    <div className="kd-record-buttons">
      <RecordMenu object={object} row={row} onAct={acting.start} onGone={away} />
      {onEdit && (
        <Button icon={<PencilLine size={16} strokeWidth={1.75} aria-hidden />} onClick={onEdit}>
          {t('common.edit')}
        </Button>
      )}
      {onWrite && (
        <Button
          // There is one primary button, and where there are states it is the next step.
          type={object.state ? 'default' : 'primary'}
          icon={<MessageSquareText size={16} strokeWidth={1.75} aria-hidden />}
          onClick={onWrite}
        >
          {object.timeline_label}
        </Button>
      )}
    </div>
  );
  return (
    <>
      <div ref={top} />
      <header className="kd-record-head" data-stuck={stuck || undefined}>
        <div className="kd-record-top">
          <h1>{titleOf(row, object.title)}</h1>
          <Badges object={object} row={row} />
          <RecordSteps object={object} id={row.id} />
          {!phone && buttons}
        </div>
      </header>
      <div className="kd-record-zone">
        {phone && buttons}
        <KeyFacts object={object} row={row} />
        {object.state && (
          <Part>
            <StateBar object={object} row={row} onAct={acting.start} />
          </Part>
        )}
        <Summary object={object} row={row} />
      </div>
      {acting.dialog}
    </>
  );
}

/** Whether the line has come to rest at the upper edge: what stood above it is out of sight. */
function useStuck() {
  const top = useRef<HTMLDivElement>(null);
  const [stuck, setStuck] = useState(false);
  useEffect(() => {
    if (!top.current) return;
    const watch = new IntersectionObserver(([entry]) => entry && setStuck(!entry.isIntersecting));
    watch.observe(top.current);
    return () => watch.disconnect();
  }, []);
  return [stuck, top] as const;
}
