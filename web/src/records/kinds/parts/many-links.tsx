import { Select, Spin } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilterValue, Link, Op } from '@/api/types';

type Props = {
  label: string;
  op: Op;
  value: FilterValue;
  known: Link[];
  busy: boolean;
  onSearch: (typed: string) => void;
  onChange: (value: FilterValue) => void;
  render?: (link: Link) => ReactNode;
};

/** One or several links as the value of a condition; the ids travel, the titles are looked up. */
export function ManyLinks({ label, op, value, known, busy, onSearch, onChange, render }: Props) {
  const { t } = useTranslation();
  const [titles, setTitles] = useState<Record<string, string>>({});
  const shared = {
    'aria-label': label,
    options: known.map((link) => ({
      value: link.id,
      label: render?.(link) ?? link.title,
      title: link.title,
    })),
    notFoundContent: busy ? <Spin size="small" /> : t('records.input.nothingFound'),
    showSearch: { filterOption: false as const, onSearch },
    className: 'kd-wide',
    autoFocus: true,
  };
  const remember = () =>
    setTitles({ ...titles, ...Object.fromEntries(known.map((link) => [link.id, link.title])) });
  if (op === 'in')
    return (
      <Select
        {...shared}
        mode="multiple"
        value={Array.isArray(value) ? (value as string[]) : []}
        onChange={(next: string[]) => {
          remember();
          onChange(next);
        }}
        labelRender={({ value: id, label: shown }) => shown ?? titles[String(id)] ?? String(id)}
      />
    );
  return (
    <Select
      {...shared}
      value={typeof value === 'string' && value ? value : undefined}
      onChange={(next: string) => onChange(next)}
    />
  );
}
