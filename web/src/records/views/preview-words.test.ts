import { describe, expect, it } from 'vitest';
import { chinese as t } from '@/i18n/texts';
import { previewWords } from './preview-words';

const preview = (more: object) => ({ along: [], tried: 1, out_of_sight: 0, refused: 0, ...more });
const of = (called: string, count: number) => ({ object: called, called, count });

describe('before a step is done it is said', () => {
  it('what goes along, into the bin or to somebody else', () => {
    const along = [of('跟进记录', 1204), of('联系人', 3)];
    expect(previewWords(preview({ along }), 1, false, t)).toEqual([
      '1,204 条跟进记录、3 条联系人会一起移交。',
    ]);
    expect(previewWords(preview({ along }), 1, true, t)).toEqual([
      '1,204 条跟进记录、3 条联系人会一起放进回收站。',
    ]);
  });

  it('no more than three kinds by name', () => {
    const along = [of('甲', 4), of('乙', 3), of('丙', 2), of('丁', 1), of('戊', 1)];
    expect(previewWords(preview({ along }), 1, true, t)).toEqual([
      '4 条甲、3 条乙、2 条丙和其他 2 条记录会一起放进回收站。',
    ]);
  });

  it('what one will no longer see, and how sure that is', () => {
    expect(previewWords(preview({ out_of_sight: 1 }), 1, false, t)).toEqual([
      '之后您将看不到它，也不能自己撤销。',
    ]);
    expect(previewWords(preview({ tried: 50, out_of_sight: 50 }), 1204, false, t)).toEqual([
      '之后您将看不到这些记录，也不能自己撤销。',
    ]);
    expect(previewWords(preview({ tried: 5, out_of_sight: 2, refused: 1 }), 5, false, t)).toEqual([
      '其中 2 条之后您将看不到，也不能自己撤销。',
      '其中 1 条做不到，会保持原样并列出原因。',
    ]);
    expect(previewWords(preview({ tried: 50, out_of_sight: 2 }), 90, false, t)).toEqual([
      '前 50 条里有 2 条之后您将看不到，也不能自己撤销。',
    ]);
    expect(previewWords(preview({}), 1, true, t)).toEqual([]);
  });
});
