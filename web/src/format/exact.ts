// Decimal numbers as scaled integers. A binary fraction would lose cents, so no sum is ever made with one.

/** `12.5` at scale 2 is 1250; null when it is no number or has more decimals than the scale holds. */
export function scaled(text: string, scale: number): bigint | null {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', rest = ''] = match;
  const decimals = rest.replace(/0+$/, '');
  if ((whole === '' && rest === '') || decimals.length > scale) return null;
  const value = BigInt(`${whole}${decimals.padEnd(scale, '0')}` || '0');
  return sign ? -value : value;
}

export function unscaled(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** How many decimals a written number has, without the zeros that say nothing. */
export const decimalsOf = (text: string): number => (text.split('.')[1] ?? '').replace(/0+$/, '').length;
