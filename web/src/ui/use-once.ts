import { useRef } from 'react';

/** While one act runs, another does not begin: keys are quicker than a button that shows that it is busy. */
export function once() {
  let busy = false;
  return async (act: () => Promise<unknown>) => {
    if (busy) return;
    busy = true;
    try {
      await act();
    } finally {
      busy = false;
    }
  };
}

export function useOnce() {
  const run = useRef<ReturnType<typeof once>>(undefined);
  run.current ??= once();
  return run.current;
}
