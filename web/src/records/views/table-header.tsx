import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '@/api/types';
import { parseSort } from '../controller/filter';
import { type Column, MAX_WIDTH, MIN_WIDTH } from '../controller/use-columns';
import { isRight } from '../kinds/cells';

const STEP = 20;

type Props = {
  columns: Column[];
  rows: RecordRow[];
  sort: string;
  template: string;
  onSort?: (field: string) => void;
  onResize?: (field: string, width: number) => void;
  selection?: { ids: ReadonlySet<string>; replace: (ids: string[]) => void };
};

export function TableHeader({ columns, rows, sort, template, onSort, onResize, selection }: Props) {
  const { t } = useTranslation();
  const now = parseSort(sort);
  const all = rows.length > 0 && rows.every(({ id }) => selection?.ids.has(id));
  const some = !all && (selection?.ids.size ?? 0) > 0;
  return (
    <div role="rowgroup" className="kd-table-head">
      <div role="row" className="kd-row-head" style={{ gridTemplateColumns: template }} aria-rowindex={1}>
        {selection && (
          <span role="columnheader" className="kd-cell kd-cell-check">
            <input
              type="checkbox"
              className="kd-check"
              checked={all}
              ref={(box) => {
                if (box) box.indeterminate = some;
              }}
              onChange={() => selection.replace(all ? [] : rows.map(({ id }) => id))}
              aria-label={t('records.selectAll')}
            />
          </span>
        )}
        {columns.map(({ field, width }, place) => {
          const active = now?.field === field.name ? now : null;
          const label = field.kind === 'money' ? t('records.inYuan', { label: field.label }) : field.label;
          return (
            <span
              key={field.name}
              role="columnheader"
              className="kd-cell"
              data-right={isRight(field.kind) || undefined}
              data-sorted={active ? true : undefined}
              data-name={place === 0 || undefined}
              aria-sort={active ? (active.down ? 'descending' : 'ascending') : undefined}
            >
              {field.sortable && onSort ? (
                <button type="button" className="kd-sort" onClick={() => onSort(field.name)}>
                  <span className="kd-cut">{label}</span>
                  {active &&
                    (active.down ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />)}
                </button>
              ) : (
                <span className="kd-cut">{label}</span>
              )}
              {onResize && (
                <Grip label={field.label} width={width} onDone={(next) => onResize(field.name, next)} />
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}

type GripProps = { label: string; width: number; onDone: (width: number) => void };

/** Dragged, or moved with the arrow keys: a window splitter, as the ARIA patterns call it. */
function Grip({ label, width, onDone }: GripProps) {
  const { t } = useTranslation();
  const start = useRef(0);
  const within = (next: number) => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, next));
  const clamp = (x: number) => within(width + x - start.current);
  function step(event: KeyboardEvent) {
    const steps = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!steps) return;
    event.preventDefault();
    // Each width is saved, and a key that is held would save dozens.
    if (!event.repeat) onDone(within(width + steps));
  }
  function move(event: PointerEvent<HTMLSpanElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.currentTarget.style.transform = `translateX(${clamp(event.clientX) - width}px)`;
  }
  return (
    <span
      className="kd-grip"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('records.columns.width')}
      aria-valuenow={width}
      aria-valuetext={`${label} ${width}`}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      onKeyDown={step}
      onPointerDown={(event) => {
        start.current = event.clientX;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={(event) => {
        event.currentTarget.style.transform = '';
        const next = clamp(event.clientX);
        if (Math.abs(next - width) > 2) onDone(next);
      }}
    />
  );
}
