import type { LucideIcon } from 'lucide-react';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinesControl } from '../../controller/use-lines';

type Props = {
  control: RefObject<LinesControl>;
  index: number;
  active: boolean;
  turn: number;
  selected: boolean;
  grip?: Record<string, unknown>;
  Picture?: LucideIcon;
};

/** The number of a line. It stands for the whole line: from here it is moved, copied and removed. */
export function LineHead({ control, index, active, turn, selected, grip, Picture }: Props) {
  const { t } = useTranslation();
  const cell = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (active && turn > 0) cell.current?.focus({ preventScroll: true });
  }, [active, turn]);
  return (
    <div
      ref={cell}
      role="rowheader"
      aria-colindex={1}
      aria-selected={selected}
      className="kd-line-number"
      tabIndex={active ? 0 : -1}
      onFocus={() => !active && control.current.focus({ row: index, col: -1 })}
    >
      <span aria-hidden>{index + 1}</span>
      <span className="kd-hidden">
        {t(Picture ? 'records.lines.head' : 'records.lines.row', { row: index + 1 })}
      </span>
      {Picture && (
        <span className="kd-line-grip" {...grip} aria-hidden>
          <Picture size={14} />
        </span>
      )}
    </div>
  );
}
