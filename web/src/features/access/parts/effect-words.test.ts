import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import zh from '@/i18n/zh-CN';
import { effectWords } from './effect-words';
import type { Effect } from './types';

const side = (people: number, records: number) => ({ people, records });
const effect = (part: Partial<Effect>): Effect => ({
  name: 'read',
  verb: 'read',
  label: '查看',
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
});
