import { ListFilterPlus, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '@/api/types';
import { found } from '@/ui/matching';
import './field-menu.css';

type Props = {
  fields: Field[];
  onPick: (field: Field) => void;
  /** Left out within a group, which holds no further groups. */
  onGroup?: () => void;
  onCancel: () => void;
};

const GROUP = 'or';

/** The fields to filter by. The focus stays in the box; the arrows move through what is found, by pinyin, too. */
export function FieldMenu({ fields, onPick, onGroup, onCancel }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const shown = found(fields, typed);
  const keys = [...shown.map(({ name }) => name), ...(onGroup && typed === '' ? [GROUP] : [])];
  const active = keys[Math.min(at, keys.length - 1)];
  const place = (key: string) => `${id}-${key}`;

  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);

  function pick(key: string | undefined) {
    if (key === GROUP) return onGroup?.();
    const field = fields.find(({ name }) => name === key);
    if (field) onPick(field);
  }
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && keys.length > 0) setAt((Math.min(at, keys.length - 1) + step + keys.length) % keys.length);
    else if (event.key === 'Enter') pick(active);
    else if (event.key === 'Escape') onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const option = (key: string) => ({
    id: place(key),
    role: 'option',
    className: 'kd-field-option',
    'aria-selected': key === active,
    onMouseMove: () => setAt(keys.indexOf(key)),
    onClick: () => pick(key),
  });
  return (
    <div className="kd-field-menu">
      <div className="kd-field-search">
        <Search size={14} aria-hidden />
        <input
          ref={box}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active && place(active)}
          aria-label={t('records.filter.find')}
          placeholder={t('records.filter.find')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div className="kd-field-list" role="listbox" id={`${id}-list`} aria-label={t('records.filter.fields')}>
        {shown.map((field) => (
          <div key={field.name} {...option(field.name)}>
            {field.label}
          </div>
        ))}
        {onGroup && typed === '' && (
          <div {...option(GROUP)} data-group>
            <ListFilterPlus size={14} aria-hidden /> {t('records.filter.group')}
          </div>
        )}
      </div>
      {shown.length === 0 && <p className="kd-field-none">{t('records.filter.none', { typed })}</p>}
    </div>
  );
}
