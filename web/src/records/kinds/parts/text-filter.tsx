import { Input, Select } from 'antd';
import type { FilterKind, FilterProps } from '../contract';

function Editor({ field, op, value, onChange }: FilterProps) {
  if (op === 'in')
    return (
      <Select
        mode="tags"
        aria-label={field.label}
        value={Array.isArray(value) ? (value as string[]) : []}
        onChange={(next: string[]) => onChange(next)}
        tokenSeparators={[',', '，', '、']}
        className="kd-wide"
        autoFocus
      />
    );
  return (
    <Input
      aria-label={field.label}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
      autoFocus
    />
  );
}

export const textFilter: FilterKind = { Editor, start: (op) => (op === 'in' ? [] : '') };
