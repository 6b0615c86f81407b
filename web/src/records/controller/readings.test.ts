import { expect, test } from 'vitest';
import type { Field } from '@/api/types';
import { inLargeUnits, readCreditCode, readingOf } from './readings';

const said = (text: string) => readCreditCode(text)?.key;

test('a credit code is judged by its check character, as the server does', () => {
  expect(
    ['91350100M000100Y43', ' 9144 0300 7084 6113 6t ', '９１１１００００８０２１００４３３ｂ'].map(said),
  ).toEqual(['codeRight', 'codeRight', 'codeRight']);
  expect(said('91350100M000100Y44')).toBe('codeWrong');
  expect(said('91350100I000100Y43')).toBe('codeLetter');
  expect(said('9135010XM000100Y43')).toBe('codeRegion');
  expect(said('320501123456789')).toBe('oldCode');
});

test('a credit code that is not finished is told how much is missing, and nothing is amiss', () => {
  expect(readCreditCode('9135 0100')).toEqual({
    key: 'codeShort',
    args: { left: 10, total: 8 },
    amiss: false,
  });
  expect(readCreditCode('91350100M000100Y4312')).toEqual({ key: 'codeLong', args: { over: 2 }, amiss: true });
});

test('large amounts are read in 万 and 亿, exactly', () => {
  expect(
    ['125000', '1280000.50', '300000000', '-50000.00', '9999', '100000000000'].map(inLargeUnits),
  ).toEqual(['12.5万', '128.00005万', '3亿', '-5万', undefined, '1000亿']);
});

test('an amount that cannot be read is told while it is typed', () => {
  const money = { name: 'volume', kind: 'money' } as Field;
  expect(readingOf(money, { amount: '1,23', currency: 'CNY' })).toEqual({ key: 'amount', amiss: true });
  expect(readingOf(money, { amount: '125000', currency: 'CNY' })?.args).toEqual({ large: '12.5万' });
  expect(readingOf(money, null)).toBeUndefined();
  expect(readingOf({ name: 'size', kind: 'number' } as Field, 'viele')?.amiss).toBe(true);
});
