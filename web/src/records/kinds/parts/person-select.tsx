import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Link } from '@/api/types';
import { Person } from '@/ui/avatar';
import { usePeopleLookup } from '../../controller/lookup';
import { Typeahead } from './typeahead';

type Props = {
  id?: string;
  value: Link | null;
  onChange: (value: Link | null) => void;
  label?: string;
  invalid?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  /** For looking up what somebody did: those who have left are offered, too. */
  everyone?: boolean;
  /** The object of which they have to be able to have a record. */
  holds?: string;
};

export function PersonSelect({ value, onChange, everyone, holds, ...rest }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState(false);
  const { found, isFetching } = usePeopleLookup(typed, opened, holds);
  const offered = found.filter(({ active }) => active || everyone);
  const departments = new Map(offered.map(({ id, department }) => [id, department?.title]));
  const left = new Set(offered.flatMap(({ id, active }) => (active ? [] : id)));
  const me = value?.id !== user.id && (
    <Button
      type="text"
      block
      className="kd-pick-me"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChange({ id: user.id, title: user.name })}
    >
      {t('records.input.me', { name: user.name })}
    </Button>
  );
  return (
    <Typeahead
      {...rest}
      value={value}
      found={offered.map(({ id, name }) => ({ id, title: name }))}
      busy={isFetching}
      onSearch={setTyped}
      onOpen={() => setOpened(true)}
      onChange={onChange}
      render={(link) => (
        <span className="kd-pick-person">
          <Person id={link.id} name={link.title} left={left.has(link.id)} />
          <span className="kd-second">{departments.get(link.id)}</span>
        </span>
      )}
      extra={me}
      placeholder={t('records.input.searchPerson')}
    />
  );
}
