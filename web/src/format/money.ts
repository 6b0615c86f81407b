import type { Money } from '@/api/types';

const FULL_WIDTH = /[\uff01-\uff5e]/g;
export const narrow = (text: string) =>
  text.replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));

export function group(amount: string): string {
  const [whole = '0', rest] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

export function amountText(money: Money): string {
  const [whole = '0', cents = ''] = money.amount.split('.');
  return group(`${whole}.${cents.padEnd(2, '0').slice(0, 2)}`);
}

const SIGNS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', HKD: 'HK$', JPY: 'JP¥', GBP: '£' };

export function moneyText(money: Money): string {
  return `${SIGNS[money.currency] ?? `${money.currency} `}${amountText(money)}`;
}

/** Moves the decimal point in the text itself, because a binary fraction would lose cents. */
function shift(digits: string, places: number): string {
  const [whole = '', rest = ''] = digits.split('.');
  const padded = rest.padEnd(places, '0');
  const moved = `${whole}${padded.slice(0, places)}`.replace(/^0+(?=\d)/, '');
  const left = padded.slice(places);
  return left ? `${moved}.${left}` : moved;
}

/** Understands 12.5万, ￥343,000.00, １２００ and 3亿; null when it is no amount. */
export function readAmount(text: string): string | null {
  const plain = narrow(text).replace(/[\s,，¥￥$€£元圆]/g, '');
  const match = /^(-?)(\d+(?:\.\d*)?|\.\d+)(万|w|W|k|K|千|亿)?$/.exec(plain);
  if (!match) return null;
  const [, sign = '', digits = '', unit = ''] = match;
  const places = { 万: 4, w: 4, W: 4, k: 3, K: 3, 千: 3, 亿: 8 }[unit] ?? 0;
  const amount = shift(digits.replace(/\.$/, ''), places) || '0';
  return `${sign}${amount}`;
}
