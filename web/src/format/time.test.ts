import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import zh from '../i18n/zh-CN';
import { briefDate, briefMoment, fromWall, moment, nearness, toWall } from './time';

const zone = 'Asia/Shanghai';
// Half past midnight in Shanghai is still the day before in UTC.
const now = new Date('2026-11-23T16:30:00Z');

beforeAll(() => i18next.init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zh } } }));

describe('a moment', () => {
  it('is read in the zone of the company', () => {
    expect(briefMoment('2026-11-24T06:00:00Z', zone, now)).toBe('今天 14:00');
    expect(briefMoment('2026-11-25T01:30:00Z', zone, now)).toBe('明天 09:30');
    expect(briefMoment('2026-11-23T15:59:00Z', zone, now)).toBe('昨天 23:59');
    expect(briefMoment('2026-11-26T06:00:00Z', zone, now)).toBe('11-26');
    expect(briefMoment('2025-11-26T06:00:00Z', zone, now)).toBe('2025-11-26');
    expect(moment('2026-11-20T09:05:00Z', zone, now)).toBe('11-20 17:05');
  });

  it('goes to the wall clock and back', () => {
    expect(fromWall(toWall('2026-11-24T06:00:00Z', zone), zone)).toBe('2026-11-24T06:00:00Z');
  });

  it('is overdue, today or later', () => {
    expect(nearness('2026-11-22T06:00:00Z', zone, now)).toBe('overdue');
    expect(nearness('2026-11-24T06:00:00Z', zone, now)).toBe('today');
    expect(nearness('2026-11-25T06:00:00Z', zone, now)).toBe('later');
  });

  it('as a date knows the days around', () => {
    expect(briefDate('2026-11-24', zone, now)).toBe('今天');
    expect(briefDate('2026-12-01', zone, now)).toBe('12-01');
  });
});
