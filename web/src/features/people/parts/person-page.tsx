import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Flex } from 'antd';
import { ScrollText, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { Page, User } from '@/api/types';
import { headingOf, mainOf, useCatalog } from '@/records/controller/use-catalog';
import { Avatar } from '@/ui/avatar';
import { Sheet } from '@/ui/sheet';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { PersonState } from './person-state';
import { type ToolProps, usePersonTools } from './person-tools';
import { useRoles } from './use-people';

type Props = Omit<ToolProps, 'person'> & {
  id: string;
  /** As the list has them, so that nothing is waited for. */
  known?: User;
  onClose: () => void;
};

/** One person: who they are, what they may do, and what one may do with them. */
export function PersonPage({ id, known, onClose, ...tools }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['users', 'ids', id],
    queryFn: () => api.get<Page<User>>('/users', { ids: id, limit: 1 }),
    enabled: !known,
  });
  const person = known ?? data?.items[0];
  return (
    <Sheet open title={person?.name ?? t('people.person')} width={480} onClose={onClose}>
      {person && <Shown person={person} {...tools} />}
      {!person && data && <Blank icon={UsersRound} title={t('people.empty')} />}
      {!person && !data && (error ? <Failure error={error} retry={refetch} /> : <Lines rows={6} />)}
    </Sheet>
  );
}

function Shown(props: ToolProps) {
  const { person } = props;
  const { t } = useTranslation();
  const audit = useMay('audit');
  const { nameOf } = useRoles();
  const { objects } = useCatalog();
  const { items, dialog } = usePersonTools(props);
  const owned = mainOf(objects).filter(({ fields }) =>
    fields.some(({ name, ops = [] }) => name === 'owner' && ops.length > 0),
  );
  const buttons = items.filter((item) => 'label' in item);
  return (
    <>
      <Flex gap={12} align="center">
        <Avatar id={person.id} name={person.name} size={48} />
        <div>
          <p className="kd-person-title">
            <b>{person.name}</b> <PersonState person={person} />
          </p>
          <p className="kd-second">
            {[person.department?.title, person.post].filter(Boolean).join(' · ') || t('people.noDepartment')}
          </p>
        </div>
      </Flex>
      <dl className="kd-person-facts">
        <Fact label={t('people.login')}>{person.login}</Fact>
        <Fact label={t('people.email')}>
          {person.email && <a href={`mailto:${person.email}`}>{person.email}</a>}
        </Fact>
        <Fact label={t('people.superior')}>{person.superior?.title}</Fact>
        <Fact label={t('people.further')}>
          {person.departments?.map(({ title }) => title).join(t('common.and'))}
        </Fact>
        <Fact label={t('people.roles')}>
          {person.roles && person.roles.length > 0 && (
            <span className="kd-people-tags">
              {person.roles.map((role) => (
                <Tag key={role}>{nameOf(role)}</Tag>
              ))}
            </span>
          )}
        </Fact>
        <Fact label={t('people.clearance')}>{person.clearance ? String(person.clearance) : undefined}</Fact>
      </dl>
      {(owned.length > 0 || audit) && (
        <section className="kd-person-part" aria-label={t('people.lookAt')}>
          <h2>{t('people.lookAt')}</h2>
          <Flex gap={8} wrap>
            {owned.slice(0, 4).map((object) => (
              <Link
                key={object.name}
                to="/r/$object"
                params={{ object: object.name }}
                search={{ view: 'all', filter: [{ field: 'owner', op: 'eq', value: person.id }] }}
              >
                {t('people.recordsOf', { name: person.name, label: headingOf(object) })}
              </Link>
            ))}
            {audit && (
              <Link to="/audit" search={{ user: person.id }}>
                <ScrollText size={14} aria-hidden /> {t('people.auditOf')}
              </Link>
            )}
          </Flex>
        </section>
      )}
      {buttons.length > 0 && (
        <section className="kd-person-part" aria-label={t('people.actions')}>
          <h2>{t('people.actions')}</h2>
          <Flex gap={8} wrap>
            {buttons.map((item) => (
              <Button key={item.key} onClick={item.onClick} danger={'danger' in item && item.danger}>
                {item.label}
              </Button>
            ))}
          </Flex>
        </section>
      )}
      {dialog}
    </>
  );
}

/** What is not there, or not told, has no line. */
function Fact({ label, children }: { label: string; children?: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
