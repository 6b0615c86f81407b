import { Select, Spin } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Link } from '@/api/types';

type Props = {
  id?: string;
  value: Link | null;
  found: Link[];
  busy: boolean;
  onSearch: (typed: string) => void;
  onChange: (value: Link | null) => void;
  onOpen: () => void;
  render?: (link: Link) => ReactNode;
  extra?: ReactNode;
  placeholder?: string;
  label?: string;
  invalid?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
};

/** One choice out of many that only the server knows. */
export function Typeahead(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const { value, found } = props;
  // What stands there is among what one can choose, until something else is looked for.
  const known = !value || typed !== '' || found.some(({ id }) => id === value.id);
  const links = known ? found : [value, ...found];
  return (
    <Select
      id={props.id}
      value={value?.id}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) props.onOpen();
        else setTyped('');
      }}
      showSearch={{
        filterOption: false,
        onSearch: (text) => {
          setTyped(text);
          props.onSearch(text);
        },
      }}
      onChange={(id?: string) => props.onChange(links.find((link) => link.id === id) ?? null)}
      options={links.map((link) => ({
        value: link.id,
        label: props.render?.(link) ?? link.title,
        title: link.title,
      }))}
      notFoundContent={props.busy ? <Spin size="small" /> : t('records.input.nothingFound')}
      popupRender={(menu) => (
        <>
          {props.extra}
          {menu}
        </>
      )}
      placeholder={props.placeholder}
      status={props.invalid ? 'error' : undefined}
      aria-invalid={props.invalid}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      autoFocus={props.autoFocus}
      allowClear
      className="kd-wide"
      classNames={{ popup: { root: 'kd-pick' } }}
    />
  );
}
