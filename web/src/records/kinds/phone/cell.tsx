import type { CellProps } from '../contract';
import { dial } from './dial';

const mobile = /^1\d{10}$/;

/** 138 1234 5678 reads in one glance; a masked number has stars and cannot be dialled. */
export function PhoneCell({ value, place }: CellProps) {
  const number = String(value);
  const text = mobile.test(number)
    ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
    : number;
  if (place !== 'page' || number.includes('*')) return <span>{text}</span>;
  return <a href={dial(number)}>{text}</a>;
}
