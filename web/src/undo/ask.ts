import { createContext } from 'react';

/** Asks whether an operation shall be undone. The shell answers, so that the question outlives the list or notice it came from. */
export const AskUndo = createContext<(operation: string) => void>(() => {});
