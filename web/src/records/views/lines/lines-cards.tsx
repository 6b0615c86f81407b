import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight, TriangleAlert } from 'lucide-react';
import { lazy, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, LineSet } from '@/api/types';
import { count } from '@/format/number';
import { Part } from '@/ui/part';
import { type Line, sentOf } from '../../controller/lines/line';
import { type CellProblem, problemsOf } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';
import { isEmpty } from '../../controller/values';
import { FieldCell } from '../../kinds/cells';
import { placeOf } from './columns';
import { Sum, useTotals } from './lines-foot';
import { problemWords } from './words';
import './lines-cards.css';

const LineSheet = lazy(() => import('./line-sheet'));

type Props = {
  control: LinesControl;
  faults?: Map<string, CellProblem[]>;
  /** A line that is to open by itself, because something in it is wrong. */
  shown?: { row: number; field: string } | null;
};

/** What scrolls around them: the sheet of a form, the page of a record. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  let around = element?.parentElement ?? null;
  while (around && !/auto|scroll/.test(getComputedStyle(around).overflowY)) around = around.parentElement;
  return around;
}

/** Lines on a phone: a card each, and the whole screen for the one that is being written. */
export function LinesCards({ control, faults, shown }: Props) {
  const { t } = useTranslation();
  const { set, lines, readOnly } = control;
  const list = useRef<HTMLUListElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [margin, setMargin] = useState(0);
  const [open, setOpen] = useState<{ row: number; field?: string } | null>(null);
  useEffect(() => setScroller(scrollerOf(list.current)), []);
  // Looked at with each drawing: what stands above may have grown since.
  useLayoutEffect(() => {
    if (!scroller || !list.current) return;
    const above = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    setMargin(Math.round(above + scroller.scrollTop));
  });
  useEffect(() => {
    if (shown) setOpen(shown);
  }, [shown]);
  // A line added by the button below is there to be written into.
  const before = useRef(lines.length);
  useEffect(() => {
    const added =
      !readOnly && lines.length === before.current + 1 && control.active?.row === lines.length - 1;
    if (added && !control.said) setOpen({ row: lines.length - 1 });
    before.current = lines.length;
  });
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: () => 84,
    overscan: 6,
    scrollMargin: margin,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  return (
    <>
      <ul ref={list} className="kd-line-cards" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <li
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              style={{ transform: `translateY(${start - margin}px)` }}
            >
              <LineCard
                set={set}
                line={line}
                index={index}
                derived={control.derive !== undefined}
                problems={[...problemsOf(set, line), ...(faults?.get(line.key) ?? [])]}
                onOpen={readOnly ? undefined : () => setOpen({ row: index })}
              />
            </li>
          );
        })}
      </ul>
      <CardsFoot set={set} lines={lines} derived={control.derive !== undefined} />
      {open && lines[open.row] && (
        <Part>
          <LineSheet
            control={control}
            faults={faults}
            row={open.row}
            field={open.field}
            onGo={(row) => setOpen({ row })}
            onClose={() => setOpen(null)}
          />
        </Part>
      )}
      <span className="kd-hidden">
        {t('records.lines.count', { total: count(sentOf(set, lines).length) })}
      </span>
    </>
  );
}

type CardProps = {
  set: LineSet;
  line: Line;
  index: number;
  derived: boolean;
  problems: CellProblem[];
  onOpen?: () => void;
};

function LineCard({ set, line, index, derived, problems, onOpen }: CardProps) {
  const { t } = useTranslation();
  const [title, ...others] = set.fields;
  // The sum is what one looks for first, at the right of the title.
  const sum = others.findLast(({ name, kind }) => kind === 'money' && set.totals.includes(name));
  const pending = (field: Field) => Boolean(line.stale) && !field.writable && !derived;
  const facts = others.filter(({ name }) => name !== sum?.name && !isEmpty(line.values[name]));
  const first = problems[0];
  // A card that opens its line is a button, and what one could press in it would lead out of the form.
  const place = (field: Field) => (onOpen ? 'button' : placeOf(field));
  const body = (
    <>
      <span className="kd-line-card-top">
        <span className="kd-line-card-number">{index + 1}</span>
        <span className="kd-line-card-title">
          {title && !isEmpty(line.values[title.name]) ? (
            <FieldCell field={title} value={line.values[title.name]} place={place(title)} />
          ) : (
            <span className="kd-quiet">{t('records.lines.untitled')}</span>
          )}
        </span>
        {sum && (
          <span className="kd-line-card-sum">
            {pending(sum) ? (
              <span className="kd-quiet">{t('records.lines.pending')}</span>
            ) : (
              <FieldCell field={sum} value={line.values[sum.name]} place={onOpen ? 'button' : 'page'} />
            )}
          </span>
        )}
        {onOpen && <ChevronRight size={16} className="kd-line-card-more" aria-hidden />}
      </span>
      {facts.length > 0 && (
        <span className="kd-line-card-facts">
          {facts.map((field) => (
            <span key={field.name}>
              <span className="kd-quiet">{field.label}</span>{' '}
              <FieldCell field={field} value={line.values[field.name]} place={place(field)} />
            </span>
          ))}
        </span>
      )}
      {first && (
        <span className="kd-line-card-wrong">
          <TriangleAlert size={13} aria-hidden />
          {t('common.labelled', {
            label: set.fields.find(({ name }) => name === first.field)?.label,
            text: problemWords(first, t),
          })}
          {problems.length > 1 && ` (+${problems.length - 1})`}
        </span>
      )}
    </>
  );
  if (!onOpen) return <div className="kd-line-card">{body}</div>;
  return (
    <button type="button" className="kd-line-card" data-wrong={first ? true : undefined} onClick={onOpen}>
      {body}
    </button>
  );
}

function CardsFoot({ set, lines, derived }: { set: LineSet; lines: Line[]; derived: boolean }) {
  const { t } = useTranslation();
  const totals = useTotals(set, lines, derived);
  if (totals.length === 0) return null;
  return (
    <dl className="kd-line-cards-foot">
      <div>
        <dt>{t('records.lines.total')}</dt>
        <dd>{t('records.lines.count', { total: count(sentOf(set, lines).length) })}</dd>
      </div>
      {totals.map((total) => (
        <div key={total.name}>
          <dt>{total.label}</dt>
          <dd>
            <Sum total={total} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
