import { Copy, GripVertical, Trash2 } from 'lucide-react';
import { type ComponentType, memo, type Ref, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, LineSet, Value } from '@/api/types';
import { type Line, mayWrite } from '../../controller/lines/line';
import { type CellProblem, problemsOf } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';
import { LineCell } from './line-cell';
import { LineHead } from './line-head';

export type EditorProps = {
  field: Field;
  value: Value;
  label: string;
  invalid: boolean;
  describedBy?: string;
  onChange: (value: Value) => void;
  /** A text where one chooses, and what stood there when it was begun. */
  onType: (text: string, before: Value) => void;
  /** The focus has gone elsewhere. */
  onRest: () => void;
};

export type LineRowProps = {
  control: RefObject<LinesControl>;
  set: LineSet;
  line: Line;
  index: number;
  /** Too near to the end for anything to open below it. */
  last: boolean;
  top: number;
  height: number;
  template: string;
  faults?: CellProblem[];
  derived: boolean;
  /** The column that has the focus; −1 is the head of the row. */
  active?: number;
  turn: number;
  editing: boolean;
  /** By its first cell the keyboard comes into the grid. */
  entry: boolean;
  /** The selected columns. */
  from?: number;
  to?: number;
  many: boolean;
  Editor?: ComponentType<EditorProps>;
  /** Where rows can be dragged: what makes it move, and what one takes it by. */
  drag?: {
    ref: Ref<HTMLDivElement>;
    grip: Record<string, unknown>;
    shift?: string;
    transition?: string;
    lifted: boolean;
  };
};

/** One line. Remembered between drawings: of a thousand, only those are made that came into sight or changed. */
export const LineRow = memo(function LineRow(props: LineRowProps) {
  const { t } = useTranslation();
  const { control, set, line, index, active, from, to, Editor, drag } = props;
  const wrong = [...problemsOf(set, line), ...(props.faults ?? [])];
  const writes = Editor !== undefined;
  return (
    <div
      role="row"
      ref={drag?.ref}
      aria-rowindex={index + 2}
      className="kd-line"
      style={{
        top: props.top,
        height: props.height,
        gridTemplateColumns: props.template,
        transform: drag?.shift,
        transition: drag?.transition,
      }}
      data-here={active !== undefined || undefined}
      data-lifted={drag?.lifted || undefined}
    >
      <LineHead
        control={control}
        index={index}
        active={active === -1}
        turn={props.turn}
        selected={active === -1 || (props.many && from === 0 && to === set.fields.length - 1)}
        grip={drag?.grip}
        Picture={writes ? GripVertical : undefined}
      />
      {set.fields.map((field, col) => (
        <LineCell
          key={field.name}
          control={control}
          field={field}
          line={line}
          row={index}
          col={col}
          above={props.last}
          problem={wrong.find((one) => one.field === field.name)}
          active={active === col}
          turn={active === col ? props.turn : 0}
          editing={active === col && props.editing}
          entry={props.entry && col === 0}
          selected={from !== undefined && to !== undefined && col >= from && col <= to}
          many={props.many}
          pending={Boolean(line.stale) && !field.writable && !props.derived}
          Editor={mayWrite(field, line) ? Editor : undefined}
          writes={writes}
        />
      ))}
      {writes && (
        <span role="gridcell" aria-colindex={set.fields.length + 2} className="kd-line-tools">
          <button
            type="button"
            tabIndex={-1}
            onClick={() => control.current.duplicate(index)}
            aria-label={t('records.lines.duplicateRow', { row: index + 1 })}
            title={`${t('records.lines.duplicate')} (Ctrl D)`}
          >
            <Copy size={14} aria-hidden />
          </button>
          <button
            type="button"
            tabIndex={-1}
            onClick={() => control.current.remove(index)}
            aria-label={t('records.lines.removeRow', { row: index + 1 })}
            title={`${t('records.lines.remove')} (Ctrl Backspace)`}
          >
            <Trash2 size={14} aria-hidden />
          </button>
        </span>
      )}
    </div>
  );
});
