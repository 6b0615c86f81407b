import { Tag } from '@/ui/tag';
import type { CellProps } from '../contract';

export function ChoiceCell({ field, value }: CellProps) {
  const option = field.options?.find((one) => one.value === value);
  const label = option?.label ?? String(value);
  // Where some options are coloured, the others are tags as well, so that the column reads as one.
  const coloured = field.options?.some(({ color }) => color);
  return coloured ? <Tag color={option?.color ?? 'default'}>{label}</Tag> : <span>{label}</span>;
}
