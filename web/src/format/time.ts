// Times arrive in UTC and are read in the company's zone, in the way people here write them.
import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import i18next from 'i18next';

dayjs.extend(utc);
dayjs.extend(timezone);

const WALL = 'YYYY-MM-DDTHH:mm:ss';

/** What a clock on the company's wall shows at that moment, as a zone-less value that date pickers understand. */
export function toWall(iso: string, zone: string): Dayjs {
  return dayjs(dayjs.utc(iso).tz(zone).format(WALL));
}

export function fromWall(wall: Dayjs, zone: string): string {
  return dayjs.tz(wall.format(WALL), zone).utc().format('YYYY-MM-DDTHH:mm:ss[Z]');
}

export function todayIn(zone: string, now: Date = new Date()): Dayjs {
  return toWall(now.toISOString(), zone).startOf('day');
}

/** When the next day begins on the company's wall. */
export const nextMidnight = (zone: string, now: Date): Date =>
  new Date(fromWall(todayIn(zone, now).add(1, 'day'), zone));

function dayWord(day: Dayjs, today: Dayjs): string | null {
  const distance = day.startOf('day').diff(today, 'day');
  if (distance === 0) return i18next.t('common.day.today');
  if (distance === 1) return i18next.t('common.day.tomorrow');
  if (distance === -1) return i18next.t('common.day.yesterday');
  return null;
}

function dayText(day: Dayjs, today: Dayjs): string {
  return dayWord(day, today) ?? day.format(day.year() === today.year() ? 'MM-DD' : 'YYYY-MM-DD');
}

/** For lists: 今天 14:00, 明天 09:30, and only the day when it is further away. */
export function briefMoment(iso: string, zone: string, now?: Date): string {
  const wall = toWall(iso, zone);
  const today = todayIn(zone, now);
  const word = dayWord(wall, today);
  return word ? `${word} ${wall.format('HH:mm')}` : dayText(wall, today);
}

/** For pages and the timeline: always with the time. */
export function moment(iso: string, zone: string, now?: Date): string {
  const wall = toWall(iso, zone);
  return `${dayText(wall, todayIn(zone, now))} ${wall.format('HH:mm')}`;
}

export function exactMoment(iso: string, zone: string): string {
  return toWall(iso, zone).format('YYYY-MM-DD HH:mm:ss');
}

export function briefDate(date: string, zone: string, now?: Date): string {
  return dayText(dayjs(date), todayIn(zone, now));
}

export type Nearness = 'overdue' | 'today' | 'later';

export function nearness(iso: string, zone: string, now: Date = new Date()): Nearness {
  const wall = toWall(iso, zone);
  if (wall.isSame(todayIn(zone, now), 'day')) return 'today';
  return dayjs.utc(iso).isBefore(now) ? 'overdue' : 'later';
}
