import { TriangleAlert } from 'lucide-react';
import {
  type ComponentType,
  type MouseEvent,
  memo,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '@/api/types';
import { editedValue, isTextual } from '../../controller/lines/edited';
import type { Line } from '../../controller/lines/line';
import type { CellProblem } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';
import { isEmpty } from '../../controller/values';
import { FieldCell, isRight } from '../../kinds/cells';
import { placeOf } from './columns';
import type { EditorProps } from './line-row';
import { problemWords } from './words';

type Props = {
  control: RefObject<LinesControl>;
  field: Field;
  line: Line;
  row: number;
  col: number;
  above: boolean;
  problem?: CellProblem;
  active: boolean;
  turn: number;
  editing: boolean;
  entry: boolean;
  selected: boolean;
  many: boolean;
  /** The server works it out, and has not yet done so for what the line says now. */
  pending: boolean;
  Editor?: ComponentType<EditorProps>;
  writes: boolean;
};

export const LineCell = memo(function LineCell(props: Props) {
  const { control, field, line, row, col, problem, active, turn, editing, selected, Editor } = props;
  const { t } = useTranslation();
  const id = useId();
  const cell = useRef<HTMLDivElement>(null);
  const writing = active && Editor !== undefined;
  // Whoever is still looking for what to choose has done nothing wrong yet.
  const looking = editing && !isTextual(field);
  const message = problem && !looking ? problemWords(problem, t) : undefined;

  useLayoutEffect(() => {
    if (!active || turn === 0) return;
    const inner = cell.current?.querySelector<HTMLElement>('input, textarea, button');
    (inner ?? cell.current)?.focus({ preventScroll: true });
    // Typing replaces what is there, also by way of an input method.
    if (inner instanceof HTMLInputElement || inner instanceof HTMLTextAreaElement) inner.select();
  }, [active, turn]);

  function press(event: MouseEvent) {
    if (event.button !== 0) return;
    const { current } = control;
    if (event.shiftKey && current.active) {
      event.preventDefault();
      current.focus({ row, col }, current.anchor ?? current.active);
      return;
    }
    if (!active) {
      event.preventDefault();
      current.focus({ row, col });
    } else if ((event.target as HTMLElement).matches('input, textarea')) current.startEditing();
  }
  return (
    <div
      ref={cell}
      role="gridcell"
      aria-colindex={col + 2}
      aria-selected={selected}
      aria-readonly={props.writes && !Editor ? true : undefined}
      aria-invalid={message ? true : undefined}
      aria-describedby={message && !writing ? id : undefined}
      className="kd-line-cell"
      tabIndex={writing ? undefined : active || props.entry ? 0 : -1}
      data-active={active || undefined}
      data-editing={editing || undefined}
      data-selected={(selected && props.many) || undefined}
      data-right={isRight(field.kind) || undefined}
      data-locked={(props.writes && !Editor) || undefined}
      data-wrong={message ? true : undefined}
      onMouseDown={press}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !active) control.current.focus({ row, col });
      }}
    >
      {writing ? (
        <Editor
          // Afresh with each turn, so that what was taken back is no longer in it.
          key={turn}
          field={field}
          value={editedValue(field, line)}
          label={t('records.lines.cell', { label: field.label, row: row + 1 })}
          invalid={Boolean(message)}
          describedBy={message ? id : undefined}
          onChange={(value) => control.current.write(value)}
          onType={(text, before) => control.current.type(text, before)}
          onRest={() => control.current.rest()}
        />
      ) : (
        <Shown field={field} line={line} message={message} pending={props.pending} />
      )}
      {message && (
        <span
          id={id}
          className={active && !editing ? 'kd-line-says' : 'kd-hidden'}
          data-above={props.above || undefined}
        >
          {message}
        </span>
      )}
    </div>
  );
});

function Shown({
  field,
  line,
  message,
  pending,
}: {
  field: Field;
  line: Line;
  message?: string;
  pending: boolean;
}) {
  const { t } = useTranslation();
  const typed = line.typed?.[field.name];
  const value = line.values[field.name];
  if (message)
    return (
      <span className="kd-line-wrong" title={message} aria-hidden={typed === undefined && isEmpty(value)}>
        <TriangleAlert size={13} aria-hidden />
        <span className="kd-cut">
          {typed ??
            (isEmpty(value) ? (
              t('records.lines.empty')
            ) : (
              <FieldCell field={field} value={value} place={placeOf(field)} />
            ))}
        </span>
      </span>
    );
  if (pending) return <span className="kd-quiet kd-cut">{t('records.lines.pending')}</span>;
  // An empty cell is an empty cell: dashes all over would be noise.
  if (isEmpty(value)) return null;
  return (
    <span className="kd-cut" title={typeof value === 'string' && field.kind !== 'choice' ? value : undefined}>
      <FieldCell field={field} value={value} place={placeOf(field)} />
    </span>
  );
}
