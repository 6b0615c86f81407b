import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { InputProps } from '../contract';

export function ChoiceInput(props: InputProps) {
  const { field, value, onChange, id, invalid, describedBy, autoFocus, typing } = props;
  const { t } = useTranslation();
  const options = field.options ?? [];
  return (
    <Select
      id={id}
      value={value === null ? undefined : String(value)}
      onChange={(next?: string) => onChange(next ?? null)}
      options={options.map((option) => ({ value: option.value, label: option.label }))}
      showSearch={typing || options.length > 8 ? { optionFilterProp: 'label' } : undefined}
      allowClear={!field.required}
      placeholder={t('records.input.choose')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      className="kd-wide"
    />
  );
}
