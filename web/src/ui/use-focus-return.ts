import { useEffect, useRef } from 'react';

/**
 * Whoever opened something comes back to where they were when it is closed. A drawer or a dialog does so by itself only while it
 * goes away in its own time; one that is taken off at once would leave the keyboard nowhere. Where the focus has gone on, it stays.
 */
export function useFocusReturn(open: boolean) {
  const from = useRef<Element | null>(null);
  const was = useRef(false);
  // While drawing: what opens takes the focus before any effect runs.
  if (open && !was.current) from.current = document.activeElement;
  was.current = open;
  useEffect(() => {
    if (!open) return;
    return () => {
      const origin = from.current;
      // After whatever else reacts to the closing.
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
        if (document.activeElement === document.body)
          document.getElementById('main')?.focus({ preventScroll: true });
      });
    };
  }, [open]);
}
