import { describe, expect, it } from 'vitest';
import type { Field, Kind } from '@/api/types';
import { typedIn } from './edited';

const field = (kind: Kind, more: Partial<Field> = {}): Field => ({
  name: kind,
  label: kind,
  kind,
  required: false,
  writable: true,
  ...more,
});
const options = ['现金', '银行转账'].map((label, at) => ({ value: `${at}`, label, color: null }));
const plain = { zone: 'Asia/Shanghai', yes: '是', no: '否' };
const typed = (kind: Kind, text: string, before: Parameters<typeof typedIn>[2] = null, more = {}) =>
  typedIn(field(kind, { options, ...more }), text, before, plain);

describe('a text where one chooses', () => {
  it('is the value that it names', () => {
    expect(typed('date', '2026年12月5日')).toEqual({ value: '2026-12-05' });
    expect(typed('choice', '现金', '1')).toEqual({ value: '0' });
  });

  it('is kept as it was typed where it names none', () => {
    expect(typed('date', '2026-13-45', '2026-12-10')).toEqual({ value: null, typed: '2026-13-45' });
    expect(typed('choice', '支票', '1')).toEqual({ value: null, typed: '支票' });
    expect(typed('user', '无此人', { id: '1', title: '林晓东' })).toEqual({ value: null, typed: '无此人' });
  });

  it('adds to what was chosen before where several may be chosen', () => {
    expect(typed('choices', '银行转账', ['0'])).toEqual({ value: ['0', '1'] });
    expect(typed('choices', '支票', ['0'])).toEqual({ value: null, typed: '现金、支票' });
    expect(typed('choices', '新的', ['0'], { open: true })).toEqual({ value: ['0', '新的'] });
  });

  it('leaves what stood there when it is taken away, unless it was the value itself', () => {
    expect(typed('choice', '', '1')).toEqual({ value: '1' });
    expect(typed('link', ' ', { id: '2', title: '二' })).toEqual({ value: { id: '2', title: '二' } });
    expect(typed('date', '', '2026-12-10')).toEqual({ value: null });
  });
});
