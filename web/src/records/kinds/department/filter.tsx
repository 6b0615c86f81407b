import { useDepartments } from '../../controller/lookup';
import type { FilterKind, FilterProps } from '../contract';
import { ManyLinks } from '../parts/many-links';

function Editor({ field, op, value, onChange }: FilterProps) {
  const departments = useDepartments();
  return (
    <ManyLinks
      label={field.label}
      op={op}
      value={value}
      known={departments.map(({ id, name }) => ({ id, title: name }))}
      busy={false}
      onSearch={() => {}}
      onChange={onChange}
    />
  );
}

export const departmentFilter: FilterKind = { Editor, start: (op) => (op === 'in' ? [] : '') };
