import { InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormField } from '@/ui/form-field';
import { useRoles } from './use-people';

type Props = {
  roles: string[];
  clearance: number;
  onChange: (part: { roles?: string[]; clearance?: number }) => void;
  errors: [string | undefined, string | undefined];
};

/** What somebody may do; for whoever has that in hand. */
export function AccessFields({ roles, clearance, onChange, errors }: Props) {
  const { t } = useTranslation();
  const { roles: all } = useRoles();
  return (
    <>
      <FormField label={t('people.roles')} error={errors[0]} hint={roles.length === 0 && t('people.noRole')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={roles}
            onChange={(next) => onChange({ roles: next })}
            options={all.map(({ name, label, about }) => ({ value: name, label, about }))}
            optionRender={({ data }) => (
              <span className="kd-role-option">
                {data.label}
                <span className="kd-second">{data.about}</span>
              </span>
            )}
            showSearch={{ optionFilterProp: 'label' }}
            className="kd-wide"
          />
        )}
      </FormField>
      <FormField label={t('people.clearance')} error={errors[1]} hint={t('people.clearanceHint')}>
        {(control) => (
          <InputNumber
            id={control.id}
            min={0}
            max={9}
            precision={0}
            value={clearance}
            onChange={(next) => onChange({ clearance: next ?? 0 })}
          />
        )}
      </FormField>
    </>
  );
}
