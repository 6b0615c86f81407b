import { createContext } from 'react';

export type UndoAsked = {
  operation: string;
  /** What was done, in the words under which it is known. */
  title?: string;
  /** The operation is itself an undo, so that what was done comes back. */
  again?: boolean;
};

/** Asks whether an operation shall be undone. The shell answers, so that the question outlives the list or notice it came from. */
export const AskUndo = createContext<(asked: UndoAsked) => void>(() => {});
