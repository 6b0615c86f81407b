import { Button } from 'antd';
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, Copy, Trash2 } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '@/format/number';
import { Sheet } from '@/ui/sheet';
import { editedValue } from '../../controller/lines/edited';
import { mayWrite } from '../../controller/lines/line';
import { type CellProblem, problemsOf } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';
import { FieldCell } from '../../kinds/cells';
import { FieldRow } from '../field-row';
import { problemWords } from './words';

type Props = {
  control: LinesControl;
  faults?: Map<string, CellProblem[]>;
  row: number;
  /** The field that is to be looked at first. */
  field?: string;
  onGo: (row: number) => void;
  onClose: () => void;
};

/** One line on the whole screen of a phone; what is written is in the document's draft at once. */
export default function LineSheet({ control, faults, row, field: wanted, onGo, onClose }: Props) {
  const { t } = useTranslation();
  const { set, lines } = control;
  const body = useRef<HTMLDivElement>(null);
  const line = lines[row];
  // Another line begins at its first field, however far down one was in the one before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the line that changes.
  useLayoutEffect(() => body.current?.closest('.ant-drawer-body')?.scrollTo(0, 0), [line?.key]);
  useEffect(() => {
    if (!wanted) return;
    const target = body.current?.querySelector(`[data-field="${CSS.escape(wanted)}"]`);
    target?.scrollIntoView({ block: 'center' });
    target?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
  }, [wanted]);
  if (!line) return null;
  const problems = [...problemsOf(set, line), ...(faults?.get(line.key) ?? [])];
  const last = row === lines.length - 1;

  function next() {
    if (!last) return onGo(row + 1);
    control.add();
    if (lines.length < set.max) onGo(row + 1);
  }
  return (
    <Sheet
      open
      title={t('records.lines.sheet', { label: set.label, row: row + 1, total: count(lines.length) })}
      onClose={onClose}
      footer={
        <div className="kd-line-sheet-foot">
          <Button
            disabled={row === 0}
            onClick={() => onGo(row - 1)}
            icon={<ChevronLeft size={16} aria-hidden />}
            aria-label={t('records.lines.previous')}
          />
          <Button
            onClick={next}
            disabled={last && lines.length >= set.max}
            icon={last ? undefined : <ChevronRight size={16} aria-hidden />}
          >
            {t(last ? 'records.lines.addAnother' : 'records.lines.following')}
          </Button>
          <Button type="primary" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      }
    >
      <div ref={body} key={line.key}>
        {set.fields.map((field) => {
          const problem = problems.find((one) => one.field === field.name);
          if (!mayWrite(field, line)) {
            const pending = line.stale && !field.writable && !control.derive;
            return (
              <div key={field.name} className="kd-field">
                <div className="kd-field-label">{field.label}</div>
                {pending ? (
                  <span className="kd-quiet">{t('records.lines.pending')}</span>
                ) : (
                  <FieldCell field={field} value={line.values[field.name]} place="page" />
                )}
              </div>
            );
          }
          return (
            <FieldRow
              key={field.name}
              field={field}
              value={editedValue(field, line)}
              onChange={(value) => control.setCell(row, field, value)}
              error={problem && problemWords(problem, t)}
            />
          );
        })}
        <div className="kd-line-sheet-tools">
          <Button
            icon={<ArrowUp size={15} aria-hidden />}
            disabled={row === 0}
            onClick={() => {
              control.move(row, row, row - 1);
              onGo(row - 1);
            }}
          >
            {t('records.lines.up')}
          </Button>
          <Button
            icon={<ArrowDown size={15} aria-hidden />}
            disabled={last}
            onClick={() => {
              control.move(row, row, row + 1);
              onGo(row + 1);
            }}
          >
            {t('records.lines.down')}
          </Button>
          <Button
            icon={<Copy size={15} aria-hidden />}
            onClick={() => {
              control.duplicate(row);
              if (lines.length < set.max) onGo(row + 1);
            }}
          >
            {t('records.lines.duplicate')}
          </Button>
          <Button
            danger
            icon={<Trash2 size={15} aria-hidden />}
            onClick={() => {
              control.remove(row);
              onClose();
            }}
          >
            {t('records.lines.remove')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
