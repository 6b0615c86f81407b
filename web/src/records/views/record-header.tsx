import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { MessageSquareText, PencilLine } from 'lucide-react';
import { lazy, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo, RecordRow } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';
import { movesOf } from '../controller/states';
import { titleOf } from '../controller/values';
import { useActing } from './record-act';
import { RecordMenu } from './record-menu';
import { RecordSteps } from './record-steps';
import { Badges, KeyFacts, StateTag, Summary } from './record-zones';

const StateBar = lazy(async () => ({ default: (await import('./state-bar')).StateBar }));

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  onEdit?: () => void;
  onWrite?: () => void;
  /** Who else is here. */
  present?: ReactNode;
};

/**
 * Its first line stays in view however far one reads on; the facts below it scroll away. Where there are states, the
 * present one and the act that leads on come into that line when their bar has gone from view.
 */
export function RecordHeader({ object, row, onEdit, onWrite, present }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const navigate = useNavigate();
  const top = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const stuck = useAbove(top);
  const pastBar = useAbove(bar, HEAD);
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
          {present}
          {pastBar && <StateTag object={object} row={row} />}
          <RecordSteps object={object} id={row.id} />
          {!phone && buttons}
          {pastBar && <NextAct object={object} row={row} onAct={acting.start} />}
        </div>
      </header>
      <div className="kd-record-zone">
        {phone && buttons}
        <KeyFacts object={object} row={row} />
        {object.state && (
          <div ref={bar}>
            <Part fallback={null}>
              <StateBar object={object} row={row} onAct={acting.start} />
            </Part>
          </div>
        )}
        <Summary object={object} row={row} />
      </div>
      {acting.dialog}
    </>
  );
}

/** The one primary act, as in the bar of states. */
function NextAct({
  object,
  row,
  onAct,
}: Pick<Props, 'object' | 'row'> & { onAct: (action: Action) => void }) {
  const { next } = movesOf(object, row);
  if (!next) return null;
  return (
    <Button
      type="primary"
      className="kd-record-next"
      icon={next.icon ? <Icon name={next.icon} size={16} /> : undefined}
      onClick={() => onAct(next)}
    >
      {next.label}
    </Button>
  );
}

/** What the line covers when it has come to rest, in pixels. */
const HEAD = 48;

/** Whether something has gone out of sight upwards, below the so many pixels that are covered there. */
function useAbove(watched: RefObject<HTMLDivElement | null>, covered = 0) {
  const [above, setAbove] = useState(false);
  useEffect(() => {
    if (!watched.current) return;
    const watch = new IntersectionObserver(
      ([entry]) =>
        entry &&
        setAbove(!entry.isIntersecting && entry.boundingClientRect.top < (entry.rootBounds?.bottom ?? 0)),
      { root: watched.current.closest('#main'), rootMargin: `-${covered}px 0px 0px` },
    );
    watch.observe(watched.current);
    return () => watch.disconnect();
  }, [watched, covered]);
  return above;
}
