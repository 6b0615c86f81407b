import type { CellProps } from '../contract';

export function TextCell({ value }: CellProps) {
  return <span>{String(value)}</span>;
}
