import { Person } from '@/ui/avatar';
import { isLink } from '../../controller/values';
import type { CellProps } from '../contract';

export function UserCell({ value }: CellProps) {
  return isLink(value) ? <Person id={value.id} name={value.title} /> : null;
}
