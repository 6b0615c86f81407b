// What happens to lines when a block of cells is put into them. Nothing of it is lost without a word.
import type { Field, LineSet } from '@/api/types';
import { type Plain, readPlain } from '../../kinds/plain';
import { type Line, mayWrite, newLine, withValue } from './line';

export type Place = { row: number; col: number };

export type Pasted = {
  lines: Line[];
  rows: number;
  cols: number;
  /** Cells that could not be understood and stand there as they were typed. */
  unclear: number;
  /** Columns that nobody may write into; what would have stood there was left out. */
  left: string[];
  /** Columns with something in them beyond the last one. */
  beyond: number;
};

export function pasteInto(
  set: LineSet,
  lines: Line[],
  at: Place,
  block: string[][],
  plain: Plain,
): Pasted | { tooMany: number } {
  // Blank lines at the end are there to be written into.
  const needed = at.row + block.length;
  if (needed > Math.max(set.max, lines.length)) return { tooMany: needed };
  const next = [...lines];
  while (next.length < needed) next.push(newLine(set.fields));
  const left = new Set<string>();
  let unclear = 0;
  let cols = 0;
  let beyond = 0;
  block.forEach((cells, down) => {
    let line = next[at.row + down] as Line;
    cells.forEach((text, across) => {
      const field = set.fields[at.col + across];
      if (!field) {
        if (text.trim() !== '') beyond = Math.max(beyond, at.col + across + 1 - set.fields.length);
        return;
      }
      cols = Math.max(cols, across + 1);
      if (!mayWrite(field, line)) {
        if (text.trim() !== '') left.add(field.label);
        return;
      }
      const value = readPlain(field, text, plain);
      if (value === undefined) unclear += 1;
      line = withValue(line, field.name, value ?? null, value === undefined ? text : undefined);
    });
    next[at.row + down] = line;
  });
  return { lines: next, rows: block.length, cols, unclear, left: [...left], beyond };
}

/** Where Enter and Tab go: cells that can be written into, row after row. */
export function nextPlace(fields: Field[], lines: Line[], from: Place, step: 1 | -1): Place | null {
  let { row, col } = from;
  for (;;) {
    col += step;
    if (col >= fields.length || col < 0) {
      row += step;
      col = step > 0 ? 0 : fields.length - 1;
    }
    const line = lines[row];
    if (!line) return null;
    const field = fields[col];
    if (field && mayWrite(field, line)) return { row, col };
  }
}
