import i18next from 'i18next';
import type { Total } from '@/api/types';

export function count(value: number): string {
  return value.toLocaleString(i18next.language);
}

/** The server stops counting at its cap; beyond it we only know "at least". */
export function totalText(total: Total): string {
  if (!total.capped) return count(total.count);
  if (i18next.language.startsWith('zh') && total.count >= 10_000)
    return `${Math.floor(total.count / 10_000)}万+`;
  return `${count(total.count)}+`;
}

/** A decimal string with the thousands marked and no needless zeros behind the point. */
export function decimal(value: string): string {
  const trimmed = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  const [whole = '0', rest] = trimmed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}
