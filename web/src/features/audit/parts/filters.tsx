import { useQuery } from '@tanstack/react-query';
import { DatePicker, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useSession } from '@/api/session';
import type { Link } from '@/api/types';
import { fromWall, todayIn, toWall } from '@/format/time';
import { useCatalog } from '@/records/controller/use-catalog';
import { PersonSelect } from '@/records/kinds/parts/person-select';

export type AuditQuery = {
  kind?: string;
  user?: string;
  object?: string;
  outcome?: string;
  from?: string;
  to?: string;
};

type Props = { query: AuditQuery; onChange: (query: AuditQuery) => void };

export function AuditFilters({ query, onChange }: Props) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const { objects } = useCatalog();
  const [person, setPerson] = useState<Link | null>(null);
  const { data: kinds } = useQuery({
    queryKey: ['audit-kinds'],
    queryFn: () => api.get<{ kind: string; label: string }[]>('/audit/kinds'),
    staleTime: 60 * 60_000,
  });
  const set = (change: AuditQuery) => onChange({ ...query, ...change });
  const today = todayIn(time_zone);
  return (
    <search className="kd-audit-filters" aria-label={t('audit.filters')}>
      <Select
        aria-label={t('audit.kind')}
        placeholder={t('audit.kind')}
        value={query.kind}
        onChange={(kind?: string) => set({ kind })}
        options={kinds?.map(({ kind, label }) => ({ value: kind, label }))}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
      />
      <div>
        <PersonSelect
          label={t('audit.user')}
          everyone
          value={person}
          onChange={(next) => {
            setPerson(next);
            set({ user: next?.id });
          }}
        />
      </div>
      <Select
        aria-label={t('audit.outcome')}
        placeholder={t('audit.outcome')}
        value={query.outcome}
        onChange={(outcome?: string) => set({ outcome })}
        options={['done', 'refused', 'failed'].map((value) => ({
          value,
          label: t(`audit.outcomes.${value}`),
        }))}
        allowClear
      />
      <Select
        aria-label={t('audit.object')}
        placeholder={t('audit.object')}
        value={query.object}
        onChange={(object?: string) => set({ object })}
        options={objects.map(({ name, label }) => ({ value: name, label }))}
        allowClear
      />
      <DatePicker.RangePicker
        className="kd-audit-range"
        aria-label={t('audit.time')}
        value={[
          query.from ? toWall(query.from, time_zone) : null,
          query.to ? toWall(query.to, time_zone) : null,
        ]}
        onChange={(days) =>
          set({
            from: days?.[0] ? fromWall(days[0].startOf('day'), time_zone) : undefined,
            to: days?.[1] ? fromWall(days[1].endOf('day'), time_zone) : undefined,
          })
        }
        presets={[
          { label: t('audit.preset.today'), value: [today, today] },
          { label: t('audit.preset.week'), value: [today.subtract(6, 'day'), today] },
          { label: t('audit.preset.month'), value: [today.subtract(29, 'day'), today] },
        ]}
        allowEmpty
      />
    </search>
  );
}
