import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { usePeople } from '@/records/controller/lookup';
import { useCatalog } from '@/records/controller/use-catalog';
import { PersonSelect } from '@/records/kinds/parts/person-select';
import { usePhone } from '@/ui/use-media';
import { DayRange } from './day-range';
import { type AuditSearch, conditionsOf } from './search';

/** What events are about besides business; what has no object of its own (signing in, settings) is found by its kind of event. */
const THINGS = ['user', 'department', 'job', 'operation', 'review', 'proposal', 'view', 'audit'];

type Props = { query: AuditSearch; onChange: (query: AuditSearch) => void };

/** On a phone they are folded behind a button that says how many there are. */
export function AuditFilters({ query, onChange }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const count = conditionsOf(query);
  return (
    <>
      {phone && (
        <Button
          block
          className="kd-audit-fold"
          icon={<ListFilter size={15} aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {count > 0 ? t('audit.filterCount', { count }) : t('audit.filter')}
        </Button>
      )}
      {(!phone || open) && <Fields query={query} onChange={onChange} />}
    </>
  );
}

function Fields({ query, onChange }: Props) {
  const { t } = useTranslation();
  const { objects } = useCatalog();
  const [person] = usePeople(query.user ? [query.user] : []);
  const { data: kinds } = useQuery({
    queryKey: ['audit-kinds'],
    queryFn: () => api.get<{ kind: string; label: string }[]>('/audit/kinds'),
    staleTime: 60 * 60_000,
  });
  const things = THINGS.map((value) => ({ value, label: t(`audit.things.${value}`) }));
  const set = (change: AuditSearch) => onChange({ ...query, ...change });
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
          value={query.user ? { id: query.user, title: person?.name ?? `#${query.user}` } : null}
          onChange={(next) => set({ user: next?.id })}
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
        onChange={(object?: string) => set({ object, record: undefined })}
        options={[...objects.map(({ name, label }) => ({ value: name, label })), ...things]}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
      />
      <DayRange from={query.from} to={query.to} onChange={set} />
      {conditionsOf(query) > 0 && (
        <Button type="text" onClick={() => onChange({})}>
          {t('audit.clear')}
        </Button>
      )}
    </search>
  );
}
