import { Select } from 'antd';
import type { FilterKind, FilterProps } from '../contract';

function Editor({ field, op, value, onChange }: FilterProps) {
  const options = (field.options ?? []).map((option) => ({ value: option.value, label: option.label }));
  const shared = { options, className: 'kd-wide', 'aria-label': field.label, autoFocus: true };
  if (op === 'in')
    return (
      <Select
        {...shared}
        mode={field.open ? 'tags' : 'multiple'}
        value={Array.isArray(value) ? (value as string[]) : []}
        onChange={(next: string[]) => onChange(next)}
        showSearch={{ optionFilterProp: 'label' }}
      />
    );
  return (
    <Select
      {...shared}
      value={typeof value === 'string' && value ? value : undefined}
      onChange={(next: string) => onChange(next)}
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}

export const optionsFilter: FilterKind = { Editor, start: (op) => (op === 'in' ? [] : '') };
