import { useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../../controller/lines/paste';
import { type CellProblem, problemsOf } from '../../controller/lines/problems';
import type { LinesControl } from '../../controller/use-lines';

/** Where in the lines something is wrong, and the way from one such place to the next. */
export function useProblems(control: LinesControl, faults: Map<string, CellProblem[]>, refusals?: number) {
  const { set, lines, active } = control;
  const places = useMemo(
    () =>
      lines.flatMap((line, row): Place[] => {
        const names = new Set(
          [...problemsOf(set, line), ...(faults.get(line.key) ?? [])].map(({ field }) => field),
        );
        return set.fields.flatMap(({ name }, col) => (names.has(name) ? { row, col } : []));
      }),
    [set, lines, faults],
  );
  /** On a phone the line opens by itself. */
  const [shown, setShown] = useState<{ row: number; field: string } | null>(null);

  function show(place: Place | undefined) {
    if (!place) return;
    control.focus(place);
    setShown({ row: place.row, field: set.fields[place.col]?.name ?? '' });
  }
  const after = ({ row, col }: Place) =>
    !active || row > active.row || (row === active.row && col > active.col);
  const seen = useRef(refusals ?? 0);
  useEffect(() => {
    if (refusals === undefined || seen.current === refusals) return;
    seen.current = refusals;
    show(places[0]);
  });
  return { count: places.length, shown, next: () => show(places.find(after) ?? places[0]) };
}

export type Problems = ReturnType<typeof useProblems>;
