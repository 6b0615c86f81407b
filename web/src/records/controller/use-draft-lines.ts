import { useRef, useState } from 'react';
import type { FieldError, LineRow, LineSet, RecordRow } from '@/api/types';
import { type Line, linesOf, newLine, onTopOf, sameLines, sentOf, wireLines } from './lines/line';
import { type CellProblem, fromServer, refusalsOf } from './lines/problems';
import { same } from './values';

export type LinesBySet = Record<string, Line[]>;
/** What is wrong with one set: in its cells, and as a whole. */
export type LineFaults = { cells: CellProblem[]; whole: string[] };

const NONE: LineFaults = { cells: [], whole: [] };

/** A new record begins with a line to write into, which is none until somebody does. */
const allOf = (sets: LineSet[], row: RecordRow | undefined): LinesBySet =>
  Object.fromEntries(sets.map((set) => [set.name, row ? linesOf(set, row) : [newLine(set.fields)]]));

/** A cell that has been written into since is no longer what was refused. */
function stillThere(faults: CellProblem[], before: Line[], after: Line[]): CellProblem[] {
  const old = new Map(before.map((line) => [line.key, line]));
  const now = new Map(after.map((line) => [line.key, line]));
  return faults.filter(({ key, field }) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (!was || !is) return false;
    return (
      was === is || (same(was.values[field], is.values[field]) && was.typed?.[field] === is.typed?.[field])
    );
  });
}

/** The lines of a draft: each set is changed, compared and sent as a whole. */
export function useDraftLines(sets: LineSet[], row: RecordRow | undefined) {
  const [base, setBase] = useState<LinesBySet>(() => allOf(sets, row));
  const [lines, setLines] = useState<LinesBySet>(base);
  const [faults, setFaults] = useState<Record<string, LineFaults>>({});
  /** What the server is answering to, while more may be written here. */
  const sent = useRef<LinesBySet>({});
  /** Counted up when all of them are others: what could be undone before is then no way back any more. */
  const [generation, setGeneration] = useState(0);
  const of = (set: LineSet, all: LinesBySet = lines) => all[set.name] ?? [];
  const changed = (before: LinesBySet, after: LinesBySet) =>
    sets.filter((set) => !sameLines(set, of(set, before), of(set, after))).map(({ name }) => name);

  return {
    of,
    generation,
    faultsOf: (set: LineSet): LineFaults => faults[set.name] ?? NONE,
    /** The first set in which something was refused. */
    firstWrong: sets.find(({ name }) => (faults[name]?.cells.length ?? 0) > 0)?.name,
    changed: changed(base, lines),
    wire: (names: string[], all: LinesBySet = lines): Record<string, LineRow[]> => {
      sent.current = Object.fromEntries(sets.map((set) => [set.name, sentOf(set, of(set, all))]));
      return Object.fromEntries(
        sets.flatMap((set) => (names.includes(set.name) ? [[set.name, wireLines(set, of(set, all))]] : [])),
      );
    },
    set: (set: LineSet, next: Line[]) => {
      setLines((old) => ({ ...old, [set.name]: next }));
      const { cells } = faults[set.name] ?? NONE;
      if (faults[set.name])
        setFaults((old) => ({
          ...old,
          [set.name]: { cells: stillThere(cells, of(set), next), whole: [] },
        }));
    },
    /** True when nothing stands in the way of sending them. */
    check: (): boolean => {
      const found = sets.map((set): [string, LineFaults] => [
        set.name,
        { cells: refusalsOf(set, of(set)), whole: [] },
      ]);
      setFaults(Object.fromEntries(found));
      return found.every(([, { cells }]) => cells.length === 0);
    },
    /** Takes what the server has said about lines; what is left is about something else. */
    refuse: (errors: FieldError[]): FieldError[] => {
      let left = errors;
      const said: Record<string, LineFaults> = {};
      for (const set of sets) {
        const { cells, whole, others } = fromServer(set, of(set, sent.current), left);
        said[set.name] = { cells, whole };
        left = others;
      }
      setFaults(said);
      return left;
    },
    /** Of the sets that were changed here, those that a newer version has changed, too, and to something else. */
    apart: (current: RecordRow, names: string[]): string[] => {
      const theirs = allOf(sets, current);
      const touched = changed(base, theirs);
      return changed(theirs, lines).filter((name) => names.includes(name) && touched.includes(name));
    },
    /** Goes on from a newer version, with what is kept of mine on top of it. */
    rebase: (current: RecordRow, kept: string[]) => {
      const theirs = allOf(sets, current);
      const merged = Object.fromEntries(
        sets.map((set) => [
          set.name,
          kept.includes(set.name) ? onTopOf(of(set, theirs), of(set)) : of(set, theirs),
        ]),
      );
      setBase(theirs);
      setLines(merged);
      setFaults({});
      setGeneration((times) => times + 1);
      return { lines: merged, changed: changed(theirs, merged) };
    },
  };
}
