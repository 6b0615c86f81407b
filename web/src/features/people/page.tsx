import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { Plus, Search, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { Page, User } from '@/api/types';
import { Blank, Failure, Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { useTitle } from '@/ui/use-title';
import { PeopleTable } from './parts/people-table';
import { PersonSheet } from './parts/person-sheet';
import './people.css';

/** As many as the server gives at once; whoever is looked for among more is found by name. */
const MOST = 200;

export function PeoplePage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.people'));
  const may = useMay('users');
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim());
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['users', 'list', q],
    queryFn: ({ signal }) => api.get<Page<User>>('/users', { q: q || undefined, limit: MOST }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="kd-page">
      <div className="kd-title-row kd-people-head">
        <h1 className="kd-title-desk">{t('shell.page.people')}</h1>
        <span className="kd-grow" />
        <Input
          type="search"
          className="kd-people-search"
          prefix={<Search size={14} className="kd-quiet" aria-hidden />}
          placeholder={t('people.search')}
          aria-label={t('people.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
        {may && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>
            {t('people.add')}
          </Button>
        )}
      </div>
      <div className="kd-card">
        {isPending && <Lines rows={8} />}
        {error && !data && <Failure error={error} retry={refetch} />}
        {data?.items.length === 0 && (
          <Blank icon={UsersRound} title={t('people.empty')}>
            {t('people.emptyText')}
          </Blank>
        )}
        {data && data.items.length > 0 && <PeopleTable people={data.items} onEdit={setEditing} />}
        {data && data.items.length === MOST && (
          <p className="kd-below kd-second">{t('people.onlyFirst', { most: MOST })}</p>
        )}
      </div>
      {editing && (
        <PersonSheet person={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </div>
  );
}
