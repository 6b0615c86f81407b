import { useState } from 'react';
import { useRecordLookup } from '../../controller/lookup';
import { useTitles } from '../../controller/use-titles';
import type { FilterKind, FilterProps } from '../contract';
import { ManyLinks } from '../parts/many-links';

function Editor({ field, op, value, onChange }: FilterProps) {
  const [typed, setTyped] = useState('');
  const target = field.target ?? '';
  const { found, isFetching } = useRecordLookup(target, typed, target !== '');
  const ids = (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === 'string');
  const chosen = useTitles(
    target,
    ids.filter((id) => id !== ''),
  );
  const known = [...chosen, ...found.filter(({ id }) => !chosen.some((one) => one.id === id))];
  return (
    <ManyLinks
      label={field.label}
      op={op}
      value={value}
      known={known}
      busy={isFetching}
      onSearch={setTyped}
      onChange={onChange}
    />
  );
}

export const linkFilter: FilterKind = { Editor, start: (op) => (op === 'in' ? [] : '') };
