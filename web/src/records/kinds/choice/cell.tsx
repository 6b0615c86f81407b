import { Tag } from '@/ui/tag';
import type { CellProps } from '../contract';

export function ChoiceCell({ field, value }: CellProps) {
  const option = field.options?.find((one) => one.value === value);
  const label = option?.label ?? String(value);
  return option?.color ? <Tag color={option.color}>{label}</Tag> : <span>{label}</span>;
}
