import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { InputProps } from '../contract';

export function ChoicesInput({ field, value, onChange, id, invalid, describedBy, autoFocus }: InputProps) {
  const { t } = useTranslation();
  return (
    <Select
      id={id}
      mode={field.open ? 'tags' : 'multiple'}
      value={Array.isArray(value) ? value : []}
      onChange={(next: string[]) => onChange(next.length ? next : null)}
      options={(field.options ?? []).map((option) => ({ value: option.value, label: option.label }))}
      tokenSeparators={field.open ? [',', '，', '、'] : undefined}
      placeholder={field.open ? t('records.input.tags') : undefined}
      showSearch={{ optionFilterProp: 'label' }}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      className="kd-wide"
    />
  );
}
