import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from '@/i18n/en';
import zh from '@/i18n/zh-CN';
import { problemWords, saidWords } from './words';

const words: Record<string, TFunction> = {};
beforeAll(async () => {
  await i18next.init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
    interpolation: { escapeValue: false },
  });
  for (const locale of ['en', 'zh-CN']) words[locale] = i18next.getFixedT(locale);
});
const said = (locale: string, code: string, blanks = {}) =>
  saidWords({ code, blanks }, words[locale] as TFunction);

describe('what is said about lines', () => {
  it('separates what it lists as the language does', () => {
    const blanks = { rows: 1, cols: 2, unclear: 0, left: ['A', 'B'], beyond: 0 };
    expect(said('zh-CN', 'pasted', blanks)).toBe('已粘贴 1 行 2 列；A、B不能填写，没有粘贴');
    expect(said('en', 'pasted', blanks)).toBe(
      'Pasted 1 × 2 cells; not pasted, because it cannot be written: A, B',
    );
  });

  it('leaves nothing that was pasted unsaid, and says nothing of what was not there', () => {
    const blanks = { rows: 3, cols: 1, unclear: 0, left: [], beyond: 1 };
    expect(said('zh-CN', 'pasted', blanks)).toBe('已粘贴 3 行 1 列；右侧有 1 列超出表格，没有粘贴');
  });

  it('counts a single one in English without a plural', () => {
    for (const code of ['copiedAll', 'beyond', 'limit'])
      expect(said('en', code, { rows: 1, beyond: 1, max: 1 })).not.toMatch(/\b1 (lines|columns)/);
    for (const key of ['count', 'notCounted', 'notCountedMark', 'room'])
      expect(words.en?.(`records.lines.${key}`, { total: '1', max: '1' })).not.toMatch(/\b1 lines/);
    expect(
      problemWords({ key: '', field: '', code: 'decimals', blanks: { scale: 1 } }, words.en as TFunction),
    ).toBe('Decimal places: 1 at most');
  });

  it('tells a second one of a line apart from a copy on the clipboard', () => {
    expect(said('zh-CN', 'duplicated', { row: 2 })).toBe('已在第 2 行下方加了一份');
    expect(said('zh-CN', 'copied', { rows: 1, cols: 1 })).toBe('已复制 1 行 1 列');
  });
});
