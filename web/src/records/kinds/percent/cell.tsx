import { decimal } from '@/format/number';
import type { CellProps } from '../contract';

export function PercentCell({ value }: CellProps) {
  return <span>{decimal(String(value))}%</span>;
}
