import { Tag } from '@/ui/tag';
import type { CellProps } from '../contract';
import './cell.css';

export function ChoicesCell({ field, value, place }: CellProps) {
  const values = Array.isArray(value) ? (value as string[]) : [];
  return (
    <span className="kd-choices" data-place={place}>
      {values.map((one) => {
        const option = field.options?.find((known) => known.value === one);
        return (
          <Tag key={one} color={option?.color}>
            {option?.label ?? one}
          </Tag>
        );
      })}
    </span>
  );
}
