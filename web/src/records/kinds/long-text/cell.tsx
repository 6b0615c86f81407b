import type { CellProps } from '../contract';
import './cell.css';

export function LongTextCell({ value, place }: CellProps) {
  return <span className={place === 'page' ? 'kd-long-text' : undefined}>{String(value)}</span>;
}
