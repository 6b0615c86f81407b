import { Select } from 'antd';
import { useDepartments } from '@/records/controller/lookup';
import { flat, treeOf } from './tree';

type Common = { id: string; label?: string; but?: string };
type Props = Common & { value: string | null; onChange: (value: string | null) => void };
type ManyProps = Common & { value: string[]; onChange: (value: string[]) => void };

/** Every department with those above it, as a way from the top; without one and all below it. */
function useChoices(but?: string) {
  const path = (id: string, names: Map<string, { name: string; parent: string | null }>): string => {
    const one = names.get(id);
    if (!one) return '';
    const above = one.parent && names.has(one.parent) ? `${path(one.parent, names)} / ` : '';
    return above + one.name;
  };
  const tree = flat(treeOf(useDepartments()));
  const names = new Map(tree.map((one) => [one.id, one]));
  const left = tree.find(({ id }) => id === but);
  const without = new Set(left ? [left.id, ...flat(left.below).map(({ id }) => id)] : []);
  return tree.filter(({ id }) => !without.has(id)).map(({ id }) => ({ value: id, label: path(id, names) }));
}

export function DepartmentSelect({ id, label, value, onChange, but }: Props) {
  return (
    <Select
      id={id}
      aria-label={label}
      value={value ?? undefined}
      onChange={(next?: string) => onChange(next ?? null)}
      options={useChoices(but)}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      className="kd-wide"
    />
  );
}

export function DepartmentsSelect({ id, value, onChange, but }: ManyProps) {
  return (
    <Select
      id={id}
      mode="multiple"
      value={value}
      onChange={onChange}
      options={useChoices().filter((option) => option.value !== but)}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      className="kd-wide"
    />
  );
}
