import { useSession } from '@/api/session';
import { briefDate } from '@/format/time';
import type { CellProps } from '../contract';

export function DateCell({ value, place }: CellProps) {
  const { time_zone } = useSession();
  const date = String(value);
  return <time dateTime={date}>{place === 'list' ? briefDate(date, time_zone) : date}</time>;
}
