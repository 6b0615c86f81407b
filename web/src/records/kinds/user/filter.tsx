import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Person } from '@/ui/avatar';
import { usePeople, usePeopleLookup } from '../../controller/lookup';
import type { FilterKind, FilterProps } from '../contract';
import { ManyLinks } from '../parts/many-links';

function Editor({ field, op, value, onChange }: FilterProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { found, isFetching } = usePeopleLookup(typed, true);
  const ids = (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === 'string');
  const chosen = usePeople(ids.filter((id) => id !== '' && id !== 'me'));
  const people = [...chosen, ...found.filter(({ id }) => !chosen.some((one) => one.id === id))];
  const left = new Set(people.flatMap(({ id, active }) => (active ? [] : id)));
  const me = { id: 'me', title: t('records.filter.me') };
  return (
    <ManyLinks
      label={field.label}
      op={op}
      value={value}
      known={[me, ...people.map(({ id, name }) => ({ id, title: name }))]}
      busy={isFetching}
      onSearch={setTyped}
      onChange={onChange}
      render={(link) =>
        link.id === 'me' ? link.title : <Person id={link.id} name={link.title} left={left.has(link.id)} />
      }
    />
  );
}

export const userFilter: FilterKind = { Editor, start: (op) => (op === 'in' ? ['me'] : 'me') };
