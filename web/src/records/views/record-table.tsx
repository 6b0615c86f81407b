import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Density, ObjectInfo, RecordRow } from '@/api/types';
import { useLook } from '@/theme/provider';
import { Scroller } from '@/ui/scroller';
import { isPlain, useOpenRecord } from '../controller/open-record';
import { headingOf } from '../controller/use-catalog';
import type { Column } from '../controller/use-columns';
import type { Pager } from '../controller/use-list';
import { titleOf } from '../controller/values';
import { FieldCell, isRight } from '../kinds/cells';
import { RecordLink } from './record-link';
import { PagerLine } from './record-table-more';
import { TableHeader } from './table-header';
import './record-table.css';

type Props = {
  object: ObjectInfo;
  columns: Column[];
  rows: RecordRow[];
  sort: string;
  changing: boolean;
  /** Otherwise the person's own. */
  density?: Density;
  pager: Pager;
  onSort?: (field: string) => void;
  onResize?: (field: string, width: number) => void;
  /** Left out where rows cannot be selected, as in the tab of a record. */
  selection?: { ids: ReadonlySet<string>; toggle: (id: string) => void; replace: (ids: string[]) => void };
  cursor?: number;
};

const HEAD = 38;
const ROW = { comfortable: 39, compact: 33 };

export function RecordTable(props: Props) {
  const { object, columns, rows, selection, cursor, pager } = props;
  const { more } = pager;
  const look = useLook();
  const density = props.density ?? look.density;
  const scroller = useRef<HTMLElement>(null);
  const height = ROW[density];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    // The heading stays on top of what scrolls, and is as high as this.
    scrollPaddingEnd: HEAD,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualiser is told only when the density changes.
  useEffect(() => virtual.measure(), [height]);
  useEffect(() => {
    if (more && last >= rows.length - 20) more();
  }, [last, rows.length, more]);
  useEffect(() => {
    if (cursor !== undefined && cursor >= 0) virtual.scrollToIndex(cursor);
  }, [cursor, virtual]);

  // What room is left goes to prose, and where there is none, to the last column.
  const prose = columns.findIndex(({ field }) => field.kind === 'long_text');
  const wide = prose >= 0 ? prose : columns.length - 1;
  const widths = columns.map(({ width }, index) =>
    index === wide ? `minmax(${width}px, 1fr)` : `${width}px`,
  );
  const template = `${selection ? '40px ' : ''}${widths.join(' ')}`;
  const minimum = columns.reduce((sum, { width }) => sum + width, selection ? 40 : 0);
  return (
    <Scroller className="kd-table kd-card" ref={scroller} changing={props.changing} label={headingOf(object)}>
      <div
        role="table"
        aria-label={headingOf(object)}
        aria-rowcount={rows.length + 1}
        aria-busy={props.changing}
        style={{ minWidth: minimum }}
      >
        <TableHeader {...props} template={template} />
        <div role="rowgroup" className="kd-table-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <Row
                key={row.id}
                object={object}
                columns={columns}
                template={template}
                row={row}
                index={index}
                top={start}
                height={size}
                selected={selection?.ids.has(row.id) ?? false}
                current={cursor === index}
                onToggle={selection?.toggle}
              />
            );
          })}
        </div>
      </div>
      <PagerLine pager={pager} />
    </Scroller>
  );
}

type RowProps = {
  object: ObjectInfo;
  columns: Column[];
  template: string;
  row: RecordRow;
  index: number;
  top: number;
  height: number;
  selected: boolean;
  current: boolean;
  onToggle?: (id: string) => void;
};

/** Remembered between renders: while one scrolls, only the rows that come into sight are made. */
const Row = memo(function Row(props: RowProps) {
  const { object, columns, template, row, index, top, height, selected, current, onToggle } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const openBeside = useOpenRecord();
  const title = titleOf(row, object.title);

  function open(event: MouseEvent) {
    const inner = (event.target as HTMLElement).closest('a, button, input, label');
    if (inner || getSelection()?.toString()) return;
    if (openBeside && isPlain(event)) openBeside(object.name, row.id);
    else navigate({ to: '/r/$object/$id', params: { object: object.name, id: row.id } });
  }
  return (
    <div
      role="row"
      className="kd-row"
      style={{ transform: `translateY(${top}px)`, height, gridTemplateColumns: template }}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
      data-cursor={current || undefined}
      onClick={open}
    >
      {onToggle && (
        <span role="cell" className="kd-cell kd-cell-check">
          <input
            type="checkbox"
            className="kd-check"
            checked={selected}
            onChange={() => onToggle(row.id)}
            aria-label={t('records.select', { title })}
          />
        </span>
      )}
      {columns.map(({ field }, place) => (
        <span
          key={field.name}
          role="cell"
          className="kd-cell"
          data-right={isRight(field.kind) || undefined}
          data-name={place === 0 || undefined}
        >
          {place === 0 ? (
            <RecordLink object={object.name} id={row.id} className="kd-row-title" title={title}>
              {title}
            </RecordLink>
          ) : (
            <FieldCell field={field} value={row[field.name]} place="list" />
          )}
        </span>
      ))}
    </div>
  );
});
