import { describe, expect, it } from 'vitest';
import type { Field, Kind } from '@/api/types';
import { readPlain, writePlain } from './plain';

const plain = { zone: 'Asia/Shanghai', yes: '是', no: '否' };
const field = (kind: Kind, more: Partial<Field> = {}): Field => ({
  name: 'x',
  label: 'x',
  kind,
  required: false,
  writable: true,
  ...more,
});
const read = (kind: Kind, text: string, more?: Partial<Field>) => readPlain(field(kind, more), text, plain);
const options = [
  { value: 'cash', label: '现金' },
  { value: 'draft', label: '承兑汇票' },
];

describe('a cell of a spreadsheet', () => {
  it.each([
    ['1,234.50', '1234.50'],
    ['１２００', '1200'],
    ['1.2万', '12000'],
    ['(1,234)', '-1234'],
    ['−5', '-5'],
    [' 3 ', '3'],
  ])('as a number, %s is %s', (text, value) => {
    expect(read('number', text)).toBe(value);
  });

  it.each(['约三', '1,23', '12,3456', '3个', '1e5', '--5', '(-5)', '#N/A'])(
    'as a number, %s is not understood',
    (text) => {
      expect(read('number', text)).toBeUndefined();
    },
  );

  it('as money is in yuan, and another currency is another amount', () => {
    expect(read('money', '￥1,280.50')).toEqual({ amount: '1280.50', currency: 'CNY' });
    expect(read('money', 'RMB 12')).toEqual({ amount: '12', currency: 'CNY' });
    expect(read('money', '12.5万元')).toEqual({ amount: '125000', currency: 'CNY' });
    expect(read('money', '¥-5')).toEqual({ amount: '-5', currency: 'CNY' });
    expect(read('money', '$5')).toBeUndefined();
  });

  it('as a share may carry its sign', () => {
    expect(read('percent', '12.5%')).toBe('12.5');
    expect(read('percent', '１０％')).toBe('10');
  });

  it.each(['2026-12-5', '2026/12/05', '2026.12.5', '2026年12月5日', '20261205', '２０２６-12-05'])(
    'as a day, %s is understood',
    (text) => {
      expect(read('date', text)).toBe('2026-12-05');
    },
  );

  it('as a day is one of the calendar', () => {
    expect(read('date', '2026-02-30')).toBeUndefined();
    expect(read('date', '12-05')).toBeUndefined();
  });

  it('as a moment is read in the zone of the company', () => {
    expect(read('datetime', '2026/12/5 9:30')).toBe('2026-12-05T01:30:00Z');
  });

  it('as a choice goes by its label or its name', () => {
    expect(read('choice', '现金', { options })).toBe('cash');
    expect(read('choice', 'DRAFT', { options })).toBe('draft');
    expect(read('choice', '支票', { options })).toBeUndefined();
    expect(read('choices', '现金、承兑汇票', { options })).toEqual(['cash', 'draft']);
    expect(read('choices', '现金、支票', { options })).toBeUndefined();
  });

  it('as yes or no knows both, and nothing else', () => {
    expect(read('boolean', '是')).toBe(true);
    expect(read('boolean', 'n')).toBe(false);
    expect(read('boolean', '也许')).toBeUndefined();
  });

  it('that is empty is empty, and a text stays as it is', () => {
    expect(read('number', ' ')).toBeNull();
    expect(read('text', ' 刀柄 ')).toBe(' 刀柄 ');
    expect(read('link', '刀柄')).toBeUndefined();
  });

  it('is written as a spreadsheet reads it best', () => {
    expect(writePlain(field('money'), { amount: '1280.5', currency: 'CNY' }, plain)).toBe('1280.5');
    expect(writePlain(field('percent'), '5', plain)).toBe('5%');
    expect(writePlain(field('choice', { options }), 'cash', plain)).toBe('现金');
    expect(writePlain(field('boolean'), false, plain)).toBe('否');
    expect(writePlain(field('link'), { id: '1', title: '刀柄' }, plain)).toBe('刀柄');
    expect(writePlain(field('datetime'), '2026-12-05T01:30:00Z', plain)).toBe('2026-12-05 09:30');
    expect(writePlain(field('datetime'), '2026-12-05T01:30:05Z', plain)).toBe('2026-12-05 09:30:05');
    expect(writePlain(field('text'), null, plain)).toBe('');
  });

  it('takes several values apart as it has put them together', () => {
    const tags = ['甲,乙', '丙', '"引"', 'a|b'];
    const written = writePlain(field('choices', { open: true }), tags, plain);
    expect(written).toBe('"甲,乙"、丙、"""引"""、"a|b"');
    expect(read('choices', written, { open: true })).toEqual(tags);
    expect(read('choices', '"甲、乙', { open: true })).toEqual(['"甲', '乙']);
    expect(read('choices', ' 甲 , 5"管;', { open: true })).toEqual(['甲', '5"管']);
  });
});
