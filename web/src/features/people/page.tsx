import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { Building2, Plus, Search, UserRoundPlus, UsersRound } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { InvitationLink, Page, User } from '@/api/types';
import { useDepartments } from '@/records/controller/lookup';
import { Part } from '@/ui/part';
import { Sheet } from '@/ui/sheet';
import { Blank, Failure, Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { usePhone } from '@/ui/use-media';
import { useTitle } from '@/ui/use-title';
import { DepartmentTree } from './parts/department-tree';
import { HandoverSheet } from './parts/handover-sheet';
import { type Invitation, InvitationDialog } from './parts/invitation-dialog';
import { LeavingReport } from './parts/leaving-report';
import { PeopleTable } from './parts/people-table';
import { PersonPage } from './parts/person-page';
import { PersonSheet } from './parts/person-sheet';
import './people.css';

const BulkInvite = lazy(() => import('./parts/bulk-invite'));

/** As many as the server gives at once; whoever is looked for among more is found by name or department. */
const MOST = 200;

export function PeoplePage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.people'));
  const may = useMay('users');
  const phone = usePhone();
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim());
  const [department, setDepartment] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [leaver, setLeaver] = useState<User | null>(null);
  const { message } = App.useApp();
  const { report, person } = useSearch({ from: '/app/people' });
  const navigate = useNavigate();
  const show = (next?: string) => navigate({ to: '/people', search: { person, report: next } });
  const open = (next?: string) => navigate({ to: '/people', search: { person: next } });
  const [inviting, setInviting] = useState(false);
  const invited = ({ name, link }: { name: string; link: InvitationLink }) => {
    const { path, mailed_to, expires_at } = link;
    if (path) setInvitation({ name, link: { path, expires_at } });
    else message.success(t('people.invitation.mailed', { address: mailed_to }));
  };
  const here = useDepartments().find(({ id }) => id === department)?.name ?? t('people.everybody');
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['users', 'list', q, department],
    queryFn: ({ signal }) =>
      api.get<Page<User>>('/users', { q: q || undefined, department, limit: MOST }, signal),
    placeholderData: keepPreviousData,
  });
  const tree = (
    <DepartmentTree
      value={department}
      onChange={(next) => {
        setDepartment(next);
        setChoosing(false);
      }}
    />
  );
  return (
    <div className="kd-page">
      <div className="kd-title-row kd-people-head">
        <h1 className="kd-title-desk">{t('shell.page.people')}</h1>
        <span className="kd-grow" />
        {phone && (
          <Button
            className="kd-people-where"
            icon={<Building2 size={15} aria-hidden />}
            onClick={() => setChoosing(true)}
          >
            {here}
          </Button>
        )}
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
          <Button icon={<UserRoundPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
            {t('people.bulk.open')}
          </Button>
        )}
        {may && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>
            {t('people.add')}
          </Button>
        )}
      </div>
      <div className="kd-people">
        {!phone && <div className="kd-card">{tree}</div>}
        <div className="kd-card kd-people-list">
          {isPending && <Lines rows={8} />}
          {error && !data && <Failure error={error} retry={refetch} />}
          {data?.items.length === 0 && (
            <Blank icon={UsersRound} title={t('people.empty')}>
              {t(q ? 'people.emptyText' : 'people.emptyDepartment')}
            </Blank>
          )}
          {data && data.items.length > 0 && (
            <PeopleTable
              people={data.items}
              onEdit={setEditing}
              onInvited={invited}
              onReport={(person) => show(person.id)}
              onHandover={setLeaver}
            />
          )}
          {data && data.items.length === MOST && (
            <p className="kd-below kd-second">{t('people.onlyFirst', { most: MOST })}</p>
          )}
        </div>
      </div>
      {phone && (
        <Sheet open={choosing} title={t('people.departments')} onClose={() => setChoosing(false)}>
          {tree}
        </Sheet>
      )}
      {editing && (
        <PersonSheet
          person={editing === 'new' ? undefined : editing}
          department={department}
          onClose={() => setEditing(null)}
          onInvited={(name, link) => invited({ name, link })}
        />
      )}
      {person && (
        <PersonPage
          id={person}
          known={data?.items.find(({ id }) => id === person)}
          onEdit={setEditing}
          onInvited={invited}
          onReport={({ id }) => show(id)}
          onHandover={setLeaver}
          onClose={() => open(undefined)}
        />
      )}
      {inviting && (
        <Part>
          <BulkInvite department={department} onClose={() => setInviting(false)} />
        </Part>
      )}
      {invitation && <InvitationDialog {...invitation} onClose={() => setInvitation(null)} />}
      {report && <LeavingReport user={report} onClose={() => show(undefined)} />}
      {leaver && <HandoverSheet person={leaver} onClose={() => setLeaver(null)} />}
    </div>
  );
}
