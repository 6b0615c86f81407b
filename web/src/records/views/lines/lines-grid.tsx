import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type ClipboardEvent, type ComponentType, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '@/api/types';
import { useLook } from '@/theme/provider';
import { type Command, commandOf } from '../../controller/lines/keys';
import type { CellProblem } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';
import { isRight } from '../../kinds/cells';
import { columnsOf } from './columns';
import { type EditorProps, LineRow, type LineRowProps } from './line-row';
import { LinesFoot } from './lines-foot';
import './lines-grid.css';

type Props = {
  control: LinesControl;
  /** By the key of a line: what saving has brought up. */
  faults?: Map<string, CellProblem[]>;
  /** Left out where lines are only read: then neither the inputs nor the dragging are loaded. */
  Editor?: ComponentType<EditorProps>;
  Row?: ComponentType<LineRowProps>;
  /** A row that has to stay while it is dragged out of sight. */
  held?: number;
};

const ROW = { comfortable: 39, compact: 33 };
const HEAD = 38;

/** Whatever is open over a cell (suggestions, a calendar) has the keys until it is closed. */
const opened = (target: HTMLElement) =>
  target.getAttribute('aria-expanded') === 'true' || target.closest('[data-open]') !== null;

/** Whether Enter would choose something of what is open. */
function offers(target: HTMLElement) {
  const list = document.getElementById(target.getAttribute('aria-controls') ?? '');
  return Boolean(list?.querySelector('[role="option"]'));
}

export function LinesGrid({ control, faults, Editor, Row = LineRow, held }: Props) {
  const { t } = useTranslation();
  const { density } = useLook();
  const { set, lines, active, area, readOnly } = control;
  const scroller = useRef<HTMLDivElement>(null);
  // Rows are drawn again only when something of theirs has changed; what they call is the newest all the same.
  const latest = useRef(control);
  latest.current = control;
  const height = ROW[density];
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: set.totals.length > 0 ? HEAD : 0,
    rangeExtractor: (range: Range) => {
      // What has the focus or is being dragged must not be taken from under it.
      const kept = [active?.row, held].filter((row) => row !== undefined && row < range.count) as number[];
      return [...new Set([...defaultRangeExtractor(range), ...kept])].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualiser is told only when the density changes.
  useEffect(() => virtual.measure(), [height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn of the focus brings its row into sight.
  useEffect(() => {
    if (active) virtual.scrollToIndex(active.row);
  }, [active?.row, control.turn]);

  const { template, minimum } = columnsOf(set.fields, readOnly);

  function keys(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    if (event.nativeEvent.isComposing || event.keyCode === 229 || !active) return;
    if (!target.closest('[role="gridcell"], [role="rowheader"]')) return;
    const field = set.fields[active.col];
    if (opened(target)) {
      const over = commandOver(event.key, event.shiftKey, target, field);
      if (!over || !control.run(over)) return;
      event.preventDefault();
      if (event.key !== 'Tab') event.stopPropagation();
      return;
    }
    const command = commandOf(
      { key: event.key, mod: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey },
      {
        editing: control.editing,
        long: field?.kind === 'long_text',
        head: active.col < 0,
        many: control.many,
        readOnly,
      },
    );
    if (!command) return;
    const picks = target.closest('.ant-select, .ant-picker');
    if (command.do === 'edit' && picks) {
      // There is nothing to be written: it is opened, as a click would.
      for (const type of ['mousedown', 'mouseup', 'click'])
        target.dispatchEvent(new MouseEvent(type, { bubbles: true }));
    } else if (command.do === 'leave') {
      const next = scroller.current?.closest('[data-lines]')?.querySelector<HTMLElement>('[data-after]');
      // Read in place, there is nowhere to leave for.
      if (!next) return;
      next.focus();
    } else if (!control.run(command)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** Few keys mean something to the cell while something is open over it. */
  function commandOver(key: string, shift: boolean, target: HTMLElement, field?: Field): Command | null {
    if (key === 'Tab') return { do: 'step', by: shift ? -1 : 1, grow: false };
    if (!control.editing) return null;
    // With what was typed there the text goes, too, and the cell is what it was.
    if (key === 'Escape') return { do: 'cancel' };
    const typed = field && active && lines[active.row]?.typed?.[field.name];
    const stays = key === 'Enter' && typed !== undefined && !offers(target);
    return stays ? { do: 'step', by: shift ? -1 : 1, grow: !shift } : null;
  }
  function copy(event: ClipboardEvent) {
    if (control.editing || !active) return;
    event.clipboardData.setData('text/plain', control.copy());
    event.preventDefault();
    if (event.type === 'cut' && !readOnly) control.run({ do: 'clear' });
  }
  function paste(event: ClipboardEvent) {
    const text = event.clipboardData.getData('text/plain');
    if (readOnly || !active || text === '') return;
    // In the midst of writing, a single value goes where the caret stands.
    if (control.editing && !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    control.paste(text);
  }
  return (
    <div
      ref={scroller}
      className="kd-lines-scroller"
      onKeyDownCapture={keys}
      onCopy={copy}
      onCut={copy}
      onPaste={paste}
    >
      <div
        role="grid"
        aria-label={set.label}
        aria-rowcount={lines.length + (set.totals.length > 0 ? 2 : 1)}
        aria-colcount={set.fields.length + (readOnly ? 1 : 2)}
        aria-readonly={readOnly || undefined}
        aria-multiselectable
        className="kd-lines-grid"
        style={{ minWidth: minimum }}
      >
        <div role="rowgroup" className="kd-lines-head">
          <div
            role="row"
            aria-rowindex={1}
            className="kd-line-head"
            style={{ gridTemplateColumns: template }}
          >
            <span role="columnheader" aria-colindex={1} className="kd-line-number">
              <span className="kd-hidden">{t('records.lines.number')}</span>
            </span>
            {set.fields.map((field, col) => (
              <Heading key={field.name} field={field} col={col} writes={!readOnly} />
            ))}
            {!readOnly && (
              <span role="columnheader" aria-colindex={set.fields.length + 2}>
                <span className="kd-hidden">{t('records.lines.tools')}</span>
              </span>
            )}
          </div>
        </div>
        <div role="rowgroup" className="kd-lines-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const line = lines[index];
            if (!line) return null;
            const here = active?.row === index;
            const within = area && index >= area.top && index <= area.bottom;
            return (
              <Row
                key={line.key}
                control={latest}
                set={set}
                line={line}
                index={index}
                last={index > 1 && index >= lines.length - 2}
                top={start}
                height={size}
                template={template}
                faults={faults?.get(line.key)}
                derived={control.derive !== undefined}
                active={here ? active.col : undefined}
                turn={here ? control.turn : 0}
                editing={here && control.editing}
                entry={!active && index === 0}
                from={within ? area.left : undefined}
                to={within ? area.right : undefined}
                many={control.many}
                Editor={readOnly ? undefined : Editor}
              />
            );
          })}
        </div>
        {set.totals.length > 0 && (
          <LinesFoot
            set={set}
            lines={lines}
            derived={control.derive !== undefined}
            template={template}
            readOnly={readOnly}
          />
        )}
      </div>
    </div>
  );
}

function Heading({ field, col, writes }: { field: Field; col: number; writes: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      role="columnheader"
      aria-colindex={col + 2}
      className="kd-line-heading"
      data-right={isRight(field.kind) || undefined}
      title={field.hint ?? field.label}
    >
      <span className="kd-cut">
        {field.kind === 'money' ? t('records.inYuan', { label: field.label }) : field.label}
      </span>
      {writes && field.required && field.writable && (
        <>
          <span className="kd-required" aria-hidden>
            *
          </span>
          <span className="kd-hidden">{t('records.form.required')}</span>
        </>
      )}
    </span>
  );
}
