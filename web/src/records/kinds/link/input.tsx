import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRecordLookup } from '../../controller/lookup';
import { isLink } from '../../controller/values';
import type { InputProps } from '../contract';
import { Typeahead } from '../parts/typeahead';

export function LinkInput({ field, value, onChange, ...rest }: InputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState(false);
  const { found, isFetching } = useRecordLookup(
    field.target ?? '',
    typed,
    opened && field.target !== undefined,
  );
  return (
    <Typeahead
      {...rest}
      value={isLink(value) ? value : null}
      found={found}
      busy={isFetching}
      onSearch={setTyped}
      onOpen={() => setOpened(true)}
      onChange={onChange}
      placeholder={t('records.input.searchRecord', { label: field.label })}
    />
  );
}
