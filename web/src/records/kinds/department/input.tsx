import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDepartments } from '../../controller/lookup';
import { isLink } from '../../controller/values';
import type { InputProps } from '../contract';

export function DepartmentInput({ value, onChange, id, invalid, describedBy, autoFocus }: InputProps) {
  const { t } = useTranslation();
  const departments = useDepartments();
  const link = isLink(value) ? value : null;
  const options = departments.map((department) => ({ value: department.id, label: department.name }));
  const known = !link || options.some((option) => option.value === link.id);
  return (
    <Select
      id={id}
      value={link?.id}
      options={known ? options : [{ value: link.id, label: link.title }, ...options]}
      onChange={(next?: string) => {
        const found = departments.find((department) => department.id === next);
        onChange(found ? { id: found.id, title: found.name } : null);
      }}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      placeholder={t('records.input.choose')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      className="kd-wide"
    />
  );
}
