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

/**
 * Understands 12.5万, ￥343,000.00, １２００, 3亿 and the accountants' (1,234.00); null when it is no amount.
 * Nothing is guessed: 1,23 is a slip, and another currency would be another amount.
 */
export function readAmount(text: string): string | null {
  const plain = narrow(text).replaceAll('−', '-').replace(/\s/g, '');
  const bracketed = /^\((.+)\)$/.exec(plain);
  const match =
    /^(-?)(?:[¥￥]|rmb|人民币)?(-?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(万|w|k|千|亿)?(?:[元圆]整?)?$/i.exec(
      (bracketed?.[1] ?? plain).replaceAll('，', ','),
    );
  if (!match) return null;
  const [, before = '', after = '', digits = '', unit = ''] = match;
  const signs = `${bracketed ? '-' : ''}${before}${after}`;
  if (signs.length > 1) return null;
  const places = { 万: 4, w: 4, k: 3, 千: 3, 亿: 8 }[unit.toLowerCase()] ?? 0;
  const amount = shift(digits.replaceAll(',', '').replace(/\.$/, ''), places) || '0';
  return `${signs}${amount}`;
}
