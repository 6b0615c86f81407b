import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import type { User } from '@/api/types';
import { Avatar, Person } from '@/ui/avatar';
import { Scroller } from '@/ui/scroller';
import { Tag } from '@/ui/tag';
import { usePhone } from '@/ui/use-media';
import { PersonTools, type ToolProps } from './person-tools';
import { isLocked, useRoles } from './use-people';
import '@/ui/panel.css';

type Props = Omit<ToolProps, 'person'> & { people: User[] };

/** Rows on a desk, cards on a phone. */
export function PeopleTable(props: Props) {
  return usePhone() ? <Cards {...props} /> : <Rows {...props} />;
}

function Cards({ people, ...tools }: Props) {
  const { t } = useTranslation();
  const { nameOf } = useRoles();
  const [staff, access] = [useMay('users'), useMay('access')];
  return (
    <ul className="kd-people-cards" aria-label={t('shell.page.people')}>
      {people.map((person) => (
        <li key={person.id} className={person.active ? undefined : 'kd-people-off'}>
          <Avatar id={person.id} name={person.name} size={36} />
          <div>
            <p className="kd-people-card-head">
              <b>{person.name}</b>
              <State person={person} />
            </p>
            <p className="kd-second">
              {[person.department?.title, person.post, ...(person.roles ?? []).map(nameOf)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          {(staff || access) && <PersonTools person={person} {...tools} />}
        </li>
      ))}
    </ul>
  );
}

function Rows({ people, ...tools }: Props) {
  const { t } = useTranslation();
  const { nameOf } = useRoles();
  const [staff, access] = [useMay('users'), useMay('access')];
  const may = staff || access;
  const columns = ['name', 'department', 'post', 'superior', 'roles', 'state'] as const;
  return (
    <Scroller className="kd-scroll-x" label={t('shell.page.people')}>
      <table className="kd-plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`people.${column}`)}
              </th>
            ))}
            {may && (
              <th scope="col">
                <span className="kd-hidden">{t('common.more')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} className={person.active ? undefined : 'kd-people-off'}>
              <td>
                <span className="kd-people-who">
                  <Person id={person.id} name={person.name} size={24} />
                  {person.login && <span className="kd-second">{person.login}</span>}
                </span>
              </td>
              <td>
                {person.department?.title ?? '—'}
                {person.departments?.map(({ id, title }) => (
                  <span key={id} className="kd-second">
                    {t('common.and')}
                    {title}
                  </span>
                ))}
              </td>
              <td>{person.post ?? '—'}</td>
              <td>{person.superior?.title ?? '—'}</td>
              <td>
                <span className="kd-people-tags">
                  {person.roles?.map((role) => (
                    <Tag key={role} color={role === 'admin' ? 'teal' : 'default'}>
                      {nameOf(role)}
                    </Tag>
                  ))}
                </span>
              </td>
              <td>
                <State person={person} />
              </td>
              {may && (
                <td className="kd-end">
                  <PersonTools person={person} {...tools} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function State({ person }: { person: User }) {
  const { t } = useTranslation();
  if (!person.active) return <Tag>{t('people.disabled')}</Tag>;
  if (isLocked(person)) return <Tag color="orange">{t('people.locked')}</Tag>;
  if (person.status === 'leaving') return <Tag color="gold">{t('people.leaving')}</Tag>;
  if (person.invited_until) return <Tag color="blue">{t('people.invited')}</Tag>;
  return <Tag color="green">{t('people.active')}</Tag>;
}
