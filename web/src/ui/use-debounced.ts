import { useEffect, useState } from 'react';

/** The value after a pause; `held` while it is not finished, as a word that is being composed. */
export function useDebounced<T>(value: T, wait = 250, held = false): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait, held]);
  return settled;
}
