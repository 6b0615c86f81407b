import dayjs from 'dayjs';
import { expect, test } from 'vitest';
import { weeksOf } from './month';

const shown = (month: string) => weeksOf(dayjs(month)).map((week) => week.map((day) => day.format('MM-DD')));

test('a month is shown in whole weeks from Monday on', () => {
  const weeks = shown('2026-12-15');
  expect(weeks[0]).toEqual(['11-30', '12-01', '12-02', '12-03', '12-04', '12-05', '12-06']);
  expect(weeks.at(-1)?.at(-1)).toBe('01-03');
  expect(weeks).toHaveLength(5);
});

test('a month that begins on a Sunday and one that fits four weeks are whole, too', () => {
  expect(shown('2026-11-01')).toHaveLength(6);
  expect(shown('2027-02-01')).toEqual([
    ['02-01', '02-02', '02-03', '02-04', '02-05', '02-06', '02-07'],
    ['02-08', '02-09', '02-10', '02-11', '02-12', '02-13', '02-14'],
    ['02-15', '02-16', '02-17', '02-18', '02-19', '02-20', '02-21'],
    ['02-22', '02-23', '02-24', '02-25', '02-26', '02-27', '02-28'],
  ]);
});
