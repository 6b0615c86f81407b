import type { CellProps } from '../contract';

export function EmailCell({ value, place }: CellProps) {
  const mail = String(value);
  if (place !== 'page' || mail.includes('*')) return <span>{mail}</span>;
  return <a href={`mailto:${mail}`}>{mail}</a>;
}
