import { ArrowDown, ArrowUp } from 'lucide-react';
import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '@/api/types';
import { parseSort } from '../controller/filter';
import { type Column, MAX_WIDTH, MIN_WIDTH } from '../controller/use-columns';
import { isRight } from '../kinds/cells';

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
              {onResize && <Grip width={width} onDone={(next) => onResize(field.name, next)} />}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** Dragged with a pointer only; a width carries no meaning that the keyboard would miss. */
function Grip({ width, onDone }: { width: number; onDone: (width: number) => void }) {
  const start = useRef(0);
  const clamp = (x: number) => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width + x - start.current));
  function move(event: PointerEvent<HTMLSpanElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.currentTarget.style.transform = `translateX(${clamp(event.clientX) - width}px)`;
  }
  return (
    <span
      className="kd-grip"
      aria-hidden="true"
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
