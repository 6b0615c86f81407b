import { Link, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import type { User } from '@/api/types';
import { Avatar, Person } from '@/ui/avatar';
import { Scroller } from '@/ui/scroller';
import { Tag } from '@/ui/tag';
import { usePhone } from '@/ui/use-media';
import { PersonState } from './person-state';
import { PersonTools, type ToolProps } from './person-tools';
import { useRoles } from './use-people';
import '@/ui/panel.css';

type Props = Omit<ToolProps, 'person'> & { people: User[] };

/** The name leads to the person; a row is opened as a whole, too. */
function useOpening() {
  const navigate = useNavigate();
  return (id: string) => (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    // What opens over the row belongs to it, too, and is no part of it.
    if (!event.currentTarget.contains(target) || target.closest('a, button, input')) return;
    navigate({ to: '/people', search: (old) => ({ ...old, person: id }) });
  };
}

function NameLink({ person, children }: { person: User; children: ReactNode }) {
  return (
    <Link to="/people" search={(old) => ({ ...old, person: person.id })} className="kd-people-name">
      {children}
    </Link>
  );
}

/** Rows on a desk, cards on a phone. */
export function PeopleTable(props: Props) {
  return usePhone() ? <Cards {...props} /> : <Rows {...props} />;
}

function Cards({ people, ...tools }: Props) {
  const { t } = useTranslation();
  const { nameOf } = useRoles();
  const opens = useOpening();
  const [staff, access] = [useMay('users'), useMay('access')];
  return (
    <ul className="kd-people-cards" aria-label={t('shell.page.people')}>
      {people.map((person) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard the name opens it
        <li
          key={person.id}
          className={person.active ? undefined : 'kd-people-off'}
          onClick={opens(person.id)}
        >
          <Avatar id={person.id} name={person.name} size={36} />
          <div>
            <p className="kd-people-card-head">
              <NameLink person={person}>{person.name}</NameLink>
              <PersonState person={person} />
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
  const opens = useOpening();
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
            <tr
              key={person.id}
              className={person.active ? undefined : 'kd-people-off'}
              onClick={opens(person.id)}
            >
              <td>
                <span className="kd-people-who">
                  <NameLink person={person}>
                    <Person id={person.id} name={person.name} size={24} />
                  </NameLink>
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
                <PersonState person={person} />
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
