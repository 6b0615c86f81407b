import type { CellProps } from '../contract';

export function AddressCell({ value }: CellProps) {
  return <span>{String(value)}</span>;
}
