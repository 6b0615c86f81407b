// Which key means what in a grid of lines. A pure function, so that the whole keyboard reads on one screen.

export type Press = { key: string; mod: boolean; shift: boolean; alt: boolean };

export type Mode = {
  /** Somebody is writing in the cell: the keys that write belong to it. */
  editing: boolean;
  /** The cell takes several lines of text. */
  long: boolean;
  /** The head of a row stands for the whole row. */
  head: boolean;
  /** Several cells are selected. */
  many: boolean;
  readOnly: boolean;
};

export type Command =
  | { do: 'move'; rows: number; cols: number; extend: boolean }
  | { do: 'step'; by: 1 | -1; grow: boolean }
  | { do: 'shift'; by: 1 | -1 }
  | {
      do:
        | 'all'
        | 'edit'
        | 'cancel'
        | 'collapse'
        | 'leave'
        | 'clear'
        | 'remove'
        | 'duplicate'
        | 'undo'
        | 'redo';
    };

const PAGE = 10;
const END = Number.MAX_SAFE_INTEGER;

const arrows: Record<string, [rows: number, cols: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
};
const sideways = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** Null leaves the key to whatever has the focus. */
export function commandOf({ key, mod, shift, alt }: Press, mode: Mode): Command | null {
  const writes = !mode.readOnly;
  if (key === 'Escape') return { do: mode.editing ? 'cancel' : mode.many ? 'collapse' : 'leave' };
  if (writes && alt && (key === 'ArrowUp' || key === 'ArrowDown'))
    return { do: 'shift', by: key === 'ArrowUp' ? -1 : 1 };
  if (alt) return null;
  if (writes && mod && key.toLowerCase() === 'd') return { do: 'duplicate' };
  if (writes && !mod && key === 'Enter') return { do: 'step', by: shift ? -1 : 1, grow: !shift };
  if (writes && !mod && key === 'Tab') return { do: 'step', by: shift ? -1 : 1, grow: false };
  if (mode.editing) {
    if (mod || shift || sideways.has(key) || (mode.long && key in arrows)) return null;
    return moveOf(key, false, false);
  }
  if (key in arrows || key === 'Home' || key === 'End') return moveOf(key, mod, shift);
  if (mod && key.toLowerCase() === 'a') return { do: 'all' };
  if (!writes) return null;
  if (key === 'F2') return { do: 'edit' };
  if (key === 'Delete' || key === 'Backspace') return { do: mod || mode.head ? 'remove' : 'clear' };
  if (!mod) return null;
  if (key.toLowerCase() === 'z') return { do: shift ? 'redo' : 'undo' };
  return key.toLowerCase() === 'y' ? { do: 'redo' } : null;
}

function moveOf(key: string, mod: boolean, extend: boolean): Command | null {
  if (key === 'Home' || key === 'End') {
    const way = key === 'Home' ? -END : END;
    return { do: 'move', rows: mod ? way : 0, cols: way, extend };
  }
  const way = arrows[key];
  if (!way) return null;
  const far = mod ? END : 1;
  return { do: 'move', rows: way[0] * far, cols: way[1] * far, extend };
}
