import { Input } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from './form-field';

export const SHORTEST = 12;

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string;
  autoComplete: 'current-password' | 'new-password';
  autoFocus?: boolean;
  /** For a password that is being chosen: says how long it must be, and when it is long enough. */
  chosen?: boolean;
};

export function PasswordField({ label, value, onChange, error, autoComplete, autoFocus, chosen }: Props) {
  const { t } = useTranslation();
  const [caps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  const left = SHORTEST - [...value].length;
  const length =
    chosen && (left > 0 ? t('common.password.short', { shortest: SHORTEST }) : t('common.password.enough'));
  return (
    <FormField label={label} error={error} hint={caps ? t('common.password.caps') : length || undefined}>
      {(control) => (
        <Input.Password
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyUp={watch}
          onBlur={() => setCaps(false)}
          autoComplete={autoComplete}
          autoFocus={autoFocus}
          size="large"
        />
      )}
    </FormField>
  );
}
