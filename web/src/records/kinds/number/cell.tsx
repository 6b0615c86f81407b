import { decimal } from '@/format/number';
import type { CellProps } from '../contract';

export function NumberCell({ value }: CellProps) {
  return <span>{decimal(String(value))}</span>;
}
