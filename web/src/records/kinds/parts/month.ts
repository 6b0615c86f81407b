// The days of a month as a calendar shows them.
import type { Dayjs } from 'dayjs';

/** Whole weeks that begin on Monday, with the days of the months around them. */
export function weeksOf(month: Dayjs): Dayjs[][] {
  const first = month.startOf('month');
  const start = first.subtract((first.day() + 6) % 7, 'day');
  const weeks = Math.ceil((first.diff(start, 'day') + month.daysInMonth()) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => start.add(week * 7 + day, 'day')),
  );
}
