import { describe, expect, it } from 'vitest';
import { amountText, group, readAmount } from './money';

describe('an amount', () => {
  it.each([
    ['1234.5', '1234.5'],
    ['12.5万', '125000'],
    ['0.3万', '3000'],
    ['1.23456万', '12345.6'],
    ['3亿', '300000000'],
    ['￥343,000.00', '343000.00'],
    ['１２００', '1200'],
    ['-5 元', '-5'],
    ['.5', '.5'],
    ['5k', '5000'],
    ['(1,234.00)', '-1234.00'],
    ['¥-5', '-5'],
    ['人民币 12 元整', '12'],
    ['1，234', '1234'],
  ])('written as %s is %s', (written, amount) => {
    expect(readAmount(written)).toBe(amount);
  });

  it.each(['', '待定', '1.2.3', '约5万', '$12', '1,23', '12,3456', '(-5)', '--5'])(
    'is not read from "%s"',
    (written) => {
      expect(readAmount(written)).toBeNull();
    },
  );

  it('is grouped in thousands, always with its cents', () => {
    expect(group('1234567.5')).toBe('1,234,567.5');
    expect(amountText({ amount: '1280000', currency: 'CNY' })).toBe('1,280,000.00');
  });
});
