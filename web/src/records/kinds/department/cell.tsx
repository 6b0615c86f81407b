import { isLink } from '../../controller/values';
import type { CellProps } from '../contract';

export function DepartmentCell({ value }: CellProps) {
  return isLink(value) ? <span>{value.title}</span> : null;
}
