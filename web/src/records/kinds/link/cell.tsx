import { Link } from '@tanstack/react-router';
import { isLink } from '../../controller/values';
import type { CellProps } from '../contract';

export function LinkCell({ field, value }: CellProps) {
  if (!isLink(value)) return null;
  if (!field.target) return <span>{value.title}</span>;
  return (
    <Link to="/r/$object/$id" params={{ object: field.target, id: value.id }}>
      {value.title}
    </Link>
  );
}
