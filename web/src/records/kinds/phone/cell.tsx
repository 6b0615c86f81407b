import type { CellProps } from '../contract';

const mobile = /^1\d{10}$/;

/** An extension is dialled after the call is answered (RFC 3966): as part of the number it would reach somebody else. */
function dial(number: string): string {
  const [, line = number, extension] =
    /^((?:0\d{2,3}-\d+)|(?:[48]00-\d{3}-\d{4})|(?:\+\d+)|(?:[1-9]\d+))[-x](\d+)$/.exec(number) ?? [];
  return `tel:${line.replace(/[^\d+]/g, '')}${extension ? `;ext=${extension}` : ''}`;
}

/** 138 1234 5678 reads in one glance; a masked number has stars and cannot be dialled. */
export function PhoneCell({ value, place }: CellProps) {
  const number = String(value);
  const text = mobile.test(number)
    ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
    : number;
  if (place !== 'page' || number.includes('*')) return <span>{text}</span>;
  return <a href={dial(number)}>{text}</a>;
}
