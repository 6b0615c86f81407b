import { describe, expect, it } from 'vitest';
import { readBlock, writeBlock } from './clipboard';

describe('a block of cells', () => {
  it('comes as rows of tab-separated text, its last row ended like the others', () => {
    expect(readBlock('刀柄\t2\r\n夹套\t\r\n')).toEqual([
      ['刀柄', '2'],
      ['夹套', ''],
    ]);
  });

  it('may hold tabs, line breaks and quotes within a cell', () => {
    expect(readBlock('"一\t二\n三 ""四"""\t五\n')).toEqual([['一\t二\n三 "四"', '五']]);
  });

  it('keeps a quote that belongs to the text', () => {
    expect(readBlock('5" 管\t"外丝\n"内"丝\t1')).toEqual([
      ['5" 管', '"外丝'],
      ['"内"丝', '1'],
    ]);
  });

  it('is empty when there is nothing', () => {
    expect(readBlock('')).toEqual([]);
  });

  it('goes out as it came in', () => {
    const cells = [
      ['一\t二', '三\n四', '五"六'],
      ['=1+1', '@x', '-5.2'],
      ['+86 138', "'=a", ''],
    ];
    expect(readBlock(writeBlock(cells))).toEqual(cells);
  });

  it('holds no formula that a spreadsheet would run', () => {
    expect(writeBlock([['=HYPERLINK("x")', '-2', '-2+3', '5%']])).toBe(`"'=HYPERLINK(""x"")"\t-2\t'-2+3\t5%`);
  });
});
