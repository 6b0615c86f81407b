import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FilterKind, FilterProps } from '../contract';

function Editor({ field, value, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      aria-label={field.label}
      value={value === true}
      onChange={(event) => onChange(event.target.value as boolean)}
      options={[
        { value: true, label: t('records.yes') },
        { value: false, label: t('records.no') },
      ]}
    />
  );
}

export const booleanFilter: FilterKind = { Editor, start: () => true };
