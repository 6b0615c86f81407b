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
