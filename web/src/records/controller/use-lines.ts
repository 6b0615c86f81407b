import { useRef, useState } from 'react';
import type { Field, LineSet, Value, Values } from '@/api/types';
import { type Plain, writePlain } from '../kinds/plain';
import { readBlock, writeBlock } from './lines/clipboard';
import { isTextual, settled, typedIn } from './lines/edited';
import type { Command } from './lines/keys';
import { copyOf, type Line, mayWrite, newLine, withValue } from './lines/line';
import { nextPlace, type Place, pasteInto } from './lines/paste';

/** What has just happened, as a key below `records.lines.said`; `undo` where it can be taken back. */
export type Said = { code: string; blanks?: Record<string, string | number | string[]>; undo?: boolean };
/** What follows from the other values of a line, as the server will work it out. */
export type Derive = (values: Values) => Values;

type Options = {
  set: LineSet;
  lines: Line[];
  onChange?: (lines: Line[]) => void;
  derive?: Derive;
  plain: Plain;
};

const REMEMBERED = 100;

const spliced = (lines: Line[], at: number, count: number, ...put: Line[]) => [
  ...lines.slice(0, at),
  ...put,
  ...lines.slice(at + count),
];
const clamp = (value: number, last: number) => Math.max(0, Math.min(value, last));

/** Lines under somebody's hands: where they are, what they do, and the way back from it. No markup. */
export function useLines({ set, lines, onChange, derive, plain }: Options) {
  const { fields, max } = set;
  const [active, setActive] = useState<Place | null>(null);
  /** The other corner of what is selected. */
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [editing, setEditing] = useState(false);
  /** Counted up whenever the focus is to go to the active cell, also to the very same once more. */
  const [turn, setTurn] = useState(0);
  const [said, setSaid] = useState<Said | null>(null);
  const past = useRef<Line[][]>([]);
  const future = useRef<Line[][]>([]);
  /** The cell that is being written into: all that is written in one visit is taken back at once. */
  const visit = useRef<{ key: string; field: string } | null>(null);
  // Keys may follow each other faster than a drawing.
  const latest = useRef(lines);
  latest.current = lines;

  function put(next: Line[], remember = true) {
    if (remember) {
      visit.current = null;
      past.current = [...past.current.slice(1 - REMEMBERED), latest.current];
      future.current = [];
    }
    latest.current = next;
    onChange?.(next);
  }
  function focus(place: Place, corner: Place = place) {
    visit.current = null;
    setEditing(false);
    setActive(place);
    setAnchor(corner);
    setTurn((times) => times + 1);
  }
  const derived = (line: Line): Line =>
    derive ? { ...line, values: { ...line.values, ...derive(line.values) } } : line;

  function span(place: Place | null = active) {
    if (!place) return null;
    const other = anchor ?? place;
    const [top, bottom] = [Math.min(place.row, other.row), Math.max(place.row, other.row)];
    const whole = place.col < 0 || other.col < 0;
    const [first, last] = whole
      ? [0, fields.length - 1]
      : [Math.min(place.col, other.col), Math.max(place.col, other.col)];
    return { top, bottom: Math.min(bottom, latest.current.length - 1), left: first, right: last };
  }

  function setCell(row: number, field: Field, value: Value) {
    enter(row, field, settled(field, value));
  }
  function enter(row: number, field: Field, { value, typed }: { value: Value; typed?: string }) {
    const line = latest.current[row];
    if (!line || !mayWrite(field, line)) return;
    const first = visit.current?.key !== line.key || visit.current.field !== field.name;
    const written = derived(withValue(line, field.name, value, typed));
    put(
      latest.current.map((one, index) => (index === row ? written : one)),
      first,
    );
    visit.current = { key: line.key, field: field.name };
    setSaid(null);
  }
  /** From the editor of the active cell. */
  function write(value: Value) {
    const field = active && fields[active.col];
    if (!active || !field) return;
    setCell(active.row, field, value);
    setEditing(isTextual(field));
  }
  /** A text where one chooses: kept with each letter, so that nothing is lost however one goes on. */
  function type(text: string, before: Value) {
    const field = active && fields[active.col];
    if (!active || !field) return;
    enter(active.row, field, typedIn(field, text, before, plain));
    setEditing(true);
  }
  /** The cell is left for something else on the page. */
  const rest = () => setEditing(false);
  /** Only where there is a text: what is chosen stands as soon as it is chosen. */
  function startEditing() {
    const field = active && fields[active.col];
    if (field && isTextual(field)) setEditing(true);
  }

  function add(at = latest.current.length) {
    if (latest.current.length >= max) {
      if (active) focus(active, anchor ?? active);
      return setSaid({ code: 'limit', blanks: { max } });
    }
    put(spliced(latest.current, at, 0, newLine(fields)));
    setSaid(null);
    const first = nextPlace(fields, latest.current, { row: at, col: -1 }, 1);
    focus(first ?? { row: at, col: 0 });
  }
  function remove(top: number, bottom = top) {
    const count = bottom - top + 1;
    put(spliced(latest.current, top, count));
    setSaid({ code: count > 1 ? 'removedMany' : 'removed', blanks: { row: top + 1, count }, undo: true });
    if (latest.current.length === 0) setActive(null);
    else focus({ row: Math.min(top, latest.current.length - 1), col: active?.col ?? 0 });
  }
  function duplicate(top: number, bottom = top) {
    const count = bottom - top + 1;
    if (latest.current.length + count > max) return setSaid({ code: 'limit', blanks: { max } });
    const copies = latest.current.slice(top, bottom + 1).map((line) => derived(copyOf(set, line)));
    put(spliced(latest.current, bottom + 1, 0, ...copies));
    setSaid({
      code: count > 1 ? 'duplicatedMany' : 'duplicated',
      blanks: { row: top + 1, count },
      undo: true,
    });
    focus({ row: bottom + 1, col: active?.col ?? 0 });
  }
  /** Takes the lines from `top` to `bottom` out and puts them in again so that the first stands at `to`. */
  function move(top: number, bottom: number, to: number) {
    const count = bottom - top + 1;
    if (to === top || to < 0 || to + count > latest.current.length) return;
    const taken = latest.current.slice(top, bottom + 1);
    put(spliced(spliced(latest.current, top, count), to, 0, ...taken));
    setSaid({ code: 'moved', blanks: { from: top + 1, to: to + 1 }, undo: true });
    const by = to - top;
    const along = (place: Place) => ({ ...place, row: place.row + by });
    const inside = active && active.row >= top && active.row <= bottom;
    if (inside) focus(along(active), along(anchor ?? active));
    else focus({ row: to, col: -1 });
  }
  function clear() {
    const area = span();
    if (!area) return;
    const next = latest.current.map((line, row) => {
      if (row < area.top || row > area.bottom) return line;
      const within = fields.slice(area.left, area.right + 1).filter((field) => mayWrite(field, line));
      return derived(within.reduce((one, { name }) => withValue(one, name, null), line));
    });
    put(next);
    setSaid(null);
    if (active) focus(active, anchor ?? active);
  }
  function travel(from: Line[][], to: Line[][], code: string) {
    const target = from.at(-1);
    if (!target) return setSaid({ code: `${code}Nothing` });
    from.pop();
    to.push(latest.current);
    put(target, false);
    setSaid({ code });
    if (target.length === 0) setActive(null);
    else focus({ row: Math.min(active?.row ?? 0, target.length - 1), col: active?.col ?? 0 });
  }
  const undo = () => travel(past.current, future.current, 'undone');
  const redo = () => travel(future.current, past.current, 'redone');

  /** What was typed has turned out to mean something: everywhere, and not as a change of anybody's. */
  function resolve(name: string, typed: string, value: Value) {
    const means = (line: Line) => line.typed?.[name] === typed;
    if (!latest.current.some(means)) return;
    put(
      latest.current.map((line) => (means(line) ? derived(withValue(line, name, value)) : line)),
      false,
    );
  }
  function step(by: 1 | -1, grow: boolean): boolean {
    if (!active) return false;
    const next = nextPlace(fields, latest.current, active, by);
    if (next) focus(next);
    else if (grow) add();
    return next !== null || grow;
  }

  /** False leaves the key to the browser. */
  function run(command: Command): boolean {
    const area = span();
    if (!active || !area) return false;
    const last = { row: latest.current.length - 1, col: fields.length - 1 };
    if (command.do === 'move') {
      const row = clamp(active.row + command.rows, last.row);
      // Beyond the first cell stands the head of the row.
      const col = Math.max(-1, Math.min(active.col + command.cols, last.col));
      const target = { row, col: command.cols < -1 ? 0 : col };
      focus(target, command.extend ? (anchor ?? active) : target);
    } else if (command.do === 'step') return step(command.by, command.grow);
    else if (command.do === 'shift') move(area.top, area.bottom, area.top + command.by);
    else if (command.do === 'all') focus(last, { row: 0, col: 0 });
    else if (command.do === 'edit') startEditing();
    else if (command.do === 'collapse') focus(active);
    else if (command.do === 'clear') clear();
    else if (command.do === 'remove') remove(area.top, area.bottom);
    else if (command.do === 'duplicate') duplicate(area.top, area.bottom);
    else if (command.do === 'undo') undo();
    else if (command.do === 'redo') redo();
    else if (command.do === 'cancel') {
      const before = visit.current && past.current.pop();
      if (before) put(before, false);
      focus(active);
    }
    return true;
  }

  const textOf = (line: Line, field: Field) =>
    line.typed?.[field.name] ?? writePlain(field, line.values[field.name], plain);

  /** What is selected, as a spreadsheet takes it. */
  function copy(): string {
    const area = span();
    if (!area) return '';
    const rows = latest.current.slice(area.top, area.bottom + 1);
    const columns = fields.slice(area.left, area.right + 1);
    setSaid({ code: 'copied', blanks: { rows: rows.length, cols: columns.length } });
    return writeBlock(rows.map((line) => columns.map((field) => textOf(line, field))));
  }
  /** Everything, with its headings. */
  function copyAll(): string {
    const cells = latest.current.map((line) => fields.map((field) => textOf(line, field)));
    return writeBlock([fields.map(({ label }) => label), ...cells]);
  }
  function paste(text: string) {
    const block = readBlock(text);
    const area = span();
    if (!area || block.length === 0) return;
    const at = { row: area.top, col: area.left };
    const result = pasteInto(set, latest.current, at, block, plain);
    if ('tooMany' in result) {
      setSaid({ code: 'tooMany', blanks: { rows: result.tooMany, max } });
      return;
    }
    const { rows, cols, unclear, left, beyond } = result;
    const touched = (row: number) => row >= at.row && row < at.row + rows;
    put(result.lines.map((line, row) => (touched(row) ? derived(line) : line)));
    setSaid({
      code: 'pasted',
      blanks: { rows, cols, unclear, left, beyond },
      undo: true,
    });
    focus(at, { row: at.row + rows - 1, col: at.col + cols - 1 });
  }

  return {
    set,
    lines,
    derive,
    plain,
    readOnly: onChange === undefined,
    active,
    area: span(),
    many: anchor !== null && active !== null && (anchor.row !== active.row || anchor.col !== active.col),
    editing,
    turn,
    anchor,
    said,
    say: setSaid,
    focus,
    startEditing,
    write,
    type,
    rest,
    setCell,
    run,
    add,
    remove,
    duplicate,
    move,
    undo,
    redo,
    copy,
    copyAll,
    resolve,
    paste,
  };
}

export type LinesControl = ReturnType<typeof useLines>;
