import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import zh from '@/i18n/zh-CN';
import type { Effect } from './types';
import { abilityWords, effectWords } from './words';

const side = (people: number, records: number) => ({ people, records });
const effect = (part: Partial<Effect>): Effect => ({
  what: 'read',
  label: '查看',
  fields: [],
  occasion: null,
  gain: side(0, 0),
  lose: side(0, 0),
  started: 0,
  ended: 0,
  people: [],
  ...part,
});

describe('what a change does, in words', () => {
  let t: TFunction;
  beforeAll(async () => {
    t = await i18next.init({
      lng: 'zh-CN',
      resources: { 'zh-CN': { translation: zh } },
      interpolation: { escapeValue: false },
    });
  });

  it('says how many gain how many records', () => {
    expect(effectWords(t, '客户', effect({ gain: side(3, 1204) }))).toBe('3 人可以多查看 1,204 条客户');
  });

  it('says when it takes something away altogether', () => {
    const words = effectWords(
      t,
      '客户',
      effect({ label: '导出', lose: side(12, 40), ended: 12, gain: side(1, 2) }),
    );
    expect(words).toBe('1 人可以多导出 2 条客户；取消 12 人的客户导出（共 40 条）');
  });

  it('says when only a part is taken', () => {
    expect(effectWords(t, '客户', effect({ lose: side(2, 5), ended: 1 }))).toBe('2 人将少查看 5 条客户');
  });

  it('says what becomes of fields, several in one line', () => {
    const words = effectWords(
      t,
      '客户',
      effect({ what: 'clear', fields: ['手机', '座机'], gain: side(3, 1204) }),
    );
    expect(words).toBe('3 人将看到 1,204 条客户的完整手机、座机');
  });

  it('says where it is so, when not at the desk', () => {
    const lost = effect({ label: '导出', lose: side(12, 40), ended: 12, occasion: '不在办公网络时' });
    expect(effectWords(t, '客户', lost)).toBe('不在办公网络时：取消 12 人的客户导出（共 40 条）');
  });

  it('counts people where there are no records yet', () => {
    const none = { count: 0, people: [] };
    const some = { count: 2, people: [] };
    const create = { what: 'create', label: '新建', started: none, ended: some, otherwise: none };
    expect(abilityWords(t, '客户', create)).toBe('2 人不能再新建客户');
    const audit = { what: 'audit', label: '查看审计日志', started: some, ended: none };
    expect(abilityWords(t, undefined, audit)).toBe('2 人可以查看审计日志');
  });
});
