import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Link } from '@/api/types';
import { useRecordLookup } from '@/records/controller/lookup';
import { useObject } from '@/records/controller/use-catalog';
import { Typeahead } from '@/records/kinds/parts/typeahead';
import type { Described } from './types';

type Props = {
  id?: string;
  describedBy?: string;
  object?: Described;
  value: Link | null;
  onChange: (record: Link | null) => void;
};

/** A record by its name. Whoever looks after access may see none of them: a number still finds it. */
export function RecordSelect({ object, onChange, ...rest }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState(false);
  const seen = useObject(object?.name) !== undefined;
  const { found, isFetching } = useRecordLookup(object?.name ?? '', typed, opened && seen);
  const number = typed.trim().replace(/^#/, '');
  const byNumber = /^\d+$/.test(number) ? [{ id: number, title: `#${number}` }] : [];
  return (
    <Typeahead
      {...rest}
      found={[...found.filter(({ id }) => id !== number), ...byNumber]}
      busy={seen && isFetching}
      onSearch={setTyped}
      onOpen={() => setOpened(true)}
      onChange={onChange}
      placeholder={t('access.lookup.search', { label: object?.many ?? '' })}
    />
  );
}
