import { useMemo } from 'react';
import type { LineSet } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import type { Line } from '../../controller/lines/line';
import type { CellProblem } from '../../controller/lines/problems';
import type { LineFaults } from '../../controller/use-draft-lines';
import { type Derive, useLines } from '../../controller/use-lines';
import { LineEditor } from './line-editor';
import { LinesCards } from './lines-cards';
import { LinesSortable } from './lines-sortable';
import { LinesTools } from './lines-tools';
import { usePlain } from './use-plain';
import { useProblems } from './use-problems';
import { useResolve } from './use-resolve';
import './lines.css';

type Props = {
  set: LineSet;
  lines: Line[];
  faults: LineFaults;
  derive?: Derive;
  onChange: (lines: Line[]) => void;
  /** Counted up when the first cell that is wrong is to be shown. */
  refusals?: number;
};

/** The lines of a document to be written into: a grid on a desk, cards on a phone. */
export default function LinesEditor({ set, lines, faults, derive, onChange, refusals }: Props) {
  const phone = usePhone();
  const plain = usePlain();
  const control = useLines({ set, lines, onChange, derive, plain });
  useResolve(control);
  const byLine = useMemo(() => {
    const found = new Map<string, CellProblem[]>();
    for (const fault of faults.cells) found.set(fault.key, [...(found.get(fault.key) ?? []), fault]);
    return found;
  }, [faults.cells]);
  const problems = useProblems(control, byLine, refusals);
  return (
    // A group and no region: the page below has one of this name already.
    <div
      role="group"
      className="kd-line-set"
      aria-label={set.label}
      data-lines={set.name}
      data-field={set.name}
      data-refused={faults.whole.length > 0 || undefined}
    >
      <h2 className="kd-section-title">{set.label}</h2>
      {faults.whole.map((message) => (
        <p key={message} className="kd-field-error kd-lines-whole" role="alert">
          {message}
        </p>
      ))}
      {phone ? (
        <LinesCards control={control} faults={byLine} shown={problems.shown} />
      ) : (
        lines.length > 0 && <LinesSortable control={control} faults={byLine} Editor={LineEditor} />
      )}
      <LinesTools control={control} problems={problems} phone={phone} />
    </div>
  );
}
