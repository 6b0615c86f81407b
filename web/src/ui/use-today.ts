import { useCallback, useSyncExternalStore } from 'react';
import { nextMidnight, todayIn } from '@/format/time';

/** A timer does not run while a computer sleeps, and may be late after it: the page looks again when it is seen again, too. */
const LATE = 1_000;

/** The day of the company's calendar, as long as a page stands: it turns at midnight. */
export function useToday(zone: string): string {
  const watch = useCallback(
    (changed: () => void) => {
      let timer: ReturnType<typeof setTimeout>;
      function wait() {
        timer = setTimeout(turn, nextMidnight(zone, new Date()).getTime() - Date.now() + LATE);
      }
      function turn() {
        changed();
        wait();
      }
      wait();
      document.addEventListener('visibilitychange', changed);
      return () => {
        clearTimeout(timer);
        document.removeEventListener('visibilitychange', changed);
      };
    },
    [zone],
  );
  return useSyncExternalStore(watch, () => todayIn(zone).format('YYYY-MM-DD'));
}
