import { describe, expect, it } from 'vitest';
import type { Field, Kind, LineSet, RecordRow } from '@/api/types';
import {
  copyOf,
  differenceOf,
  isBlank,
  type Line,
  linesOf,
  newLine,
  onTopOf,
  sameLines,
  wireLines,
  withValue,
} from './line';
import { nextPlace, pasteInto } from './paste';
import { fromServer, problemsOf, refusalsOf } from './problems';
import { totalOf } from './totals';

const field = (name: string, kind: Kind, more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind,
  required: false,
  writable: true,
  ...more,
});
const set: LineSet = {
  name: 'lines',
  label: '明细',
  max: 5,
  fields: [
    field('product', 'text', { required: true, max: 5 }),
    field('quantity', 'number', { scale: 3 }),
    field('price', 'money'),
    field('amount', 'money', { writable: false }),
    field('discount', 'percent', { default: '100' }),
  ],
  totals: ['quantity', 'amount'],
};
const plain = { zone: 'Asia/Shanghai', yes: '是', no: '否' };
const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const row = (...lines: object[]) => ({ id: '1', version: 1, lines }) as RecordRow;
const given = (id: string, product: string, quantity: string | null = null) => ({
  id,
  product,
  quantity,
  amount: yuan('1.10'),
});
const [product, quantity, , amount] = set.fields as [Field, Field, Field, Field, Field];

describe('lines', () => {
  const before = linesOf(set, row(given('1', '甲', '0.1'), given('2', '乙', '0.2'), given('3', '丙')));
  const [one, two, three] = before as [Line, Line, Line];

  it('are sent whole, in their order, without what nobody may write and without empty ones', () => {
    const sent = wireLines(set, [
      two,
      newLine(set.fields),
      withValue(newLine(set.fields), 'price', yuan('5')),
    ]);
    expect(sent).toEqual([
      { id: '2', product: '乙', quantity: '0.2', price: null, discount: null },
      { product: null, quantity: null, price: yuan('5'), discount: '100' },
    ]);
  });

  it('do not send back what stands in place of a hidden value', () => {
    const [masked] = linesOf(set, row({ id: '1', product: '甲', price: { masked: '***' } })) as [Line];
    expect(wireLines(set, [masked])[0]).not.toHaveProperty('price');
  });

  it('are changed by a value, an order, a new one or a missing one, and not by an empty one', () => {
    expect(sameLines(set, before, [one, two, three, newLine(set.fields)])).toBe(true);
    expect(sameLines(set, before, [one, withValue(two, 'quantity', '0.2'), three])).toBe(true);
    expect(sameLines(set, before, [one, withValue(two, 'quantity', '3'), three])).toBe(false);
    expect(sameLines(set, before, [two, one, three])).toBe(false);
    expect(sameLines(set, before, [one, two])).toBe(false);
    expect(sameLines(set, before, [...before, copyOf(set, one)])).toBe(false);
    expect(sameLines(set, before, [one, withValue(two, 'quantity', null, '约三'), three])).toBe(false);
  });

  it('tell how they differ from another version', () => {
    const after = [three, one, withValue(two, 'product', '丁'), copyOf(set, one)];
    expect(differenceOf(set, before, after)).toEqual({ added: 1, removed: 0, changed: 1, moved: true });
    expect(differenceOf(set, before, [one, three])).toEqual({
      added: 0,
      removed: 1,
      changed: 0,
      moved: false,
    });
  });

  it('that somebody else has removed are new ones when they are kept', () => {
    expect(onTopOf([one], [one, two]).map(({ id }) => id)).toEqual(['1', undefined]);
  });

  it('are blank as long as nothing but a default stands in them', () => {
    const line = newLine(set.fields);
    expect(isBlank(set, line)).toBe(true);
    expect(isBlank(set, withValue(line, 'quantity', null, '约'))).toBe(false);
    expect(isBlank(set, withValue(line, 'discount', '90'))).toBe(false);
  });
});

describe('a total', () => {
  const lines = (...values: [string | null, string | null][]): Line[] =>
    values.map(([count, sum], at) => ({
      key: String(at),
      id: String(at),
      values: { quantity: count, amount: sum && yuan(sum) },
    }));

  it('is exact where a binary fraction would not be', () => {
    const many = lines(...Array.from({ length: 1000 }, (): [string, string] => ['0.001', '0.07']));
    expect(totalOf(quantity, many, false).sums).toEqual([{ currency: '', amount: '1.000' }]);
    expect(totalOf(amount, many, false).sums).toEqual([{ currency: 'CNY', amount: '70.00' }]);
    const large = lines(['1', '90071992547409.91'], ['1', '0.02']);
    expect(totalOf(amount, large, false).sums[0]?.amount).toBe('90071992547409.93');
  });

  it('says how many lines are not part of it', () => {
    const [a, b, c] = lines(['1', '2'], ['2', '3'], [null, null]) as [Line, Line, Line];
    const written = withValue(b, 'quantity', null, '约三');
    expect(totalOf(quantity, [a, written, c], false)).toEqual({
      sums: [{ currency: '', amount: '1.000' }],
      missing: 1,
    });
    // What the server has worked out no longer fits; worked out here, it does.
    expect(totalOf(amount, [a, written], false)).toEqual({
      sums: [{ currency: 'CNY', amount: '2.00' }],
      missing: 1,
    });
    expect(totalOf(amount, [a, written], true).missing).toBe(0);
  });

  it('keeps currencies apart', () => {
    const [a] = lines(['1', '2']) as [Line];
    const dollars = { ...a, values: { amount: { amount: '5', currency: 'USD' } } };
    expect(totalOf(amount, [a, dollars], false).sums).toEqual([
      { currency: 'CNY', amount: '2.00' },
      { currency: 'USD', amount: '5.00' },
    ]);
  });
});

describe('a paste', () => {
  const at = (row: number, col: number) => ({ row, col });
  const first = () => [newLine(set.fields)];

  it('fills cells from where it begins and makes the rows it needs', () => {
    const result = pasteInto(
      set,
      first(),
      at(0, 0),
      [
        ['甲', '１２'],
        ['乙', '1.2万'],
      ],
      plain,
    );
    expect(result).toMatchObject({ rows: 2, cols: 2, unclear: 0, left: [], beyond: 0 });
    expect('lines' in result && result.lines.map(({ values }) => values.quantity)).toEqual(['12', '12000']);
  });

  it('keeps as typed what it does not understand, and says what has no place', () => {
    const block = [['甲', '约三', '5', '999', '90', '多余']];
    const result = pasteInto(set, first(), at(0, 0), block, plain);
    expect(result).toMatchObject({ unclear: 1, left: ['amount'], beyond: 1 });
    const line = 'lines' in result ? (result.lines[0] as Line) : first()[0];
    expect(line?.typed).toEqual({ quantity: '约三' });
    expect(line?.values.amount).toBeNull();
  });

  it('beyond the limit changes nothing', () => {
    expect(pasteInto(set, first(), at(0, 0), Array(6).fill(['甲']), plain)).toEqual({ tooMany: 6 });
    expect(pasteInto(set, first(), at(0, 0), Array(5).fill(['甲']), plain)).toMatchObject({ rows: 5 });
  });

  it('goes on to the next cell that can be written into', () => {
    const lines = [newLine(set.fields), newLine(set.fields)];
    expect(nextPlace(set.fields, lines, at(0, 2), 1)).toEqual(at(0, 4));
    expect(nextPlace(set.fields, lines, at(0, 4), 1)).toEqual(at(1, 0));
    expect(nextPlace(set.fields, lines, at(1, 4), 1)).toBeNull();
    expect(nextPlace(set.fields, lines, at(0, 0), -1)).toBeNull();
  });
});

describe('what is wrong', () => {
  const line = withValue(newLine(set.fields), 'product', '太长的产品名');

  it('is told without the server where that is possible', () => {
    expect(problemsOf(set, line)).toMatchObject([{ field: 'product', code: 'long', blanks: { max: 5 } }]);
    expect(problemsOf(set, withValue(line, 'quantity', '1.2345'))[1]).toMatchObject({ code: 'decimals' });
    expect(problemsOf(set, withValue(line, 'price', yuan('0.001')))[1]).toMatchObject({ code: 'decimals' });
    expect(problemsOf(set, withValue(line, 'price', null, 'abc'))[1]).toMatchObject({ code: 'money' });
  });

  it('includes what is required, in lines that are any', () => {
    const begun = withValue(newLine(set.fields), 'quantity', '1');
    expect(refusalsOf(set, [begun, newLine(set.fields)])).toEqual([
      { key: begun.key, field: 'product', code: 'missing' },
    ]);
  });

  it('said by the server goes to the line it is about; nothing it said is lost', () => {
    const [a, b] = [newLine(set.fields), newLine(set.fields)];
    const errors = [
      { field: 'lines.1.quantity', code: 'x', message: '数量要大于 0' },
      { field: 'lines.0', code: 'x', message: '这一行不对' },
      { field: 'lines.7.price', code: 'x', message: '没有这一行' },
      { field: 'lines', code: 'lines.limit', message: '太多了' },
      { field: 'customer', code: 'x', message: '请填写' },
    ];
    const { cells, whole, others } = fromServer(set, [a, b], errors);
    expect(cells).toEqual([
      { key: b.key, field: 'quantity', message: '数量要大于 0' },
      { key: a.key, field: product.name, message: '这一行不对' },
    ]);
    expect(whole).toEqual(['没有这一行', '太多了']);
    expect(others.map((error) => error.field)).toEqual(['customer']);
  });
});
