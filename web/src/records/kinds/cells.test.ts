import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Field, Kind } from '@/api/types';
import { FieldCell } from './cells';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'zh-CN', resources: {} });
});
const shown = (kind: Kind, value: unknown) => {
  const field: Field = { name: kind, label: kind, kind, required: false, writable: true, target: 'product' };
  return renderToStaticMarkup(createElement(FieldCell, { field, value, place: 'button' }));
};

describe('a value on a button', () => {
  it('is a text that nobody can press', () => {
    expect(shown('link', { id: '1', title: '三爪卡盘' })).toBe('<span>三爪卡盘</span>');
    expect(shown('phone', '13812345678')).toBe('<span>138 1234 5678</span>');
    expect(shown('email', 'a@b.example')).toBe('<span>a@b.example</span>');
    expect(shown('url', 'https://b.example/')).toBe('<span>b.example</span>');
  });
});

describe('a telephone on a page', () => {
  it.each([
    ['13812345678', 'tel:13812345678'],
    ['0512-12345678', 'tel:051212345678'],
    ['0512-12345678-801', 'tel:051212345678;ext=801'],
    ['400-810-1234', 'tel:4008101234'],
    ['400-810-1234-5', 'tel:4008101234;ext=5'],
    ['+442079460958x12', 'tel:+442079460958;ext=12'],
    ['62345678-801', 'tel:62345678;ext=801'],
    ['95511', 'tel:95511'],
  ])('%s is dialled as %s', (number, address) => {
    const field: Field = { name: 'phone', label: 'phone', kind: 'phone', required: false, writable: true };
    const cell = createElement(FieldCell, { field, value: number, place: 'page' });
    const html = renderToStaticMarkup(
      createElement(QueryClientProvider, { client: new QueryClient() }, cell),
    );
    expect(html).toContain(`href="${address}"`);
  });
});
