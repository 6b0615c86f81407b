import { App, Button, Dropdown } from 'antd';
import { MoreHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useMay, useSession } from '@/api/session';
import type { User } from '@/api/types';
import { Person } from '@/ui/avatar';
import { Scroller } from '@/ui/scroller';
import { Tag } from '@/ui/tag';
import { isLocked, useChangePerson, useUnlock } from './use-people';
import '@/ui/panel.css';

export function PeopleTable({ people, onEdit }: { people: User[]; onEdit: (person: User) => void }) {
  const { t } = useTranslation();
  const may = useMay('users');
  return (
    <Scroller className="kd-scroll-x" label={t('shell.page.people')}>
      <table className="kd-plain-table">
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col">{t('people.login')}</th>
            <th scope="col">{t('people.department')}</th>
            <th scope="col">{t('people.roles')}</th>
            <th scope="col">{t('people.state')}</th>
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
                <Person id={person.id} name={person.name} size={24} />
              </td>
              <td>{person.login ?? '—'}</td>
              <td>{person.department?.title ?? '—'}</td>
              <td>
                <span className="kd-people-tags">
                  {person.roles?.map((role) => (
                    <Tag key={role} color={role === 'admin' ? 'teal' : 'default'}>
                      {t(`people.role.${role}`, { defaultValue: role })}
                    </Tag>
                  ))}
                </span>
              </td>
              <td>
                <State person={person} />
              </td>
              {may && (
                <td className="kd-end">
                  <Tools person={person} onEdit={() => onEdit(person)} />
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
  return <Tag color="green">{t('people.active')}</Tag>;
}

function Tools({ person, onEdit }: { person: User; onEdit: () => void }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const { user } = useSession();
  const change = useChangePerson();
  const unlock = useUnlock();

  const report = async (done: Promise<unknown>, said: string) => {
    try {
      await done;
      message.success(said);
    } catch (error) {
      message.error(asProblem(error).message);
    }
  };
  function disable() {
    modal.confirm({
      title: t('people.disableTitle', { name: person.name }),
      content: t('people.disableText'),
      okText: t('people.disable'),
      okButtonProps: { danger: true },
      onOk: () =>
        report(
          change.mutateAsync({ id: person.id, change: { active: false } }),
          t('people.disabledDone', { name: person.name }),
        ),
    });
  }
  const items = [
    { key: 'edit', label: t('common.edit'), onClick: onEdit },
    isLocked(person) && {
      key: 'unlock',
      label: t('people.unlock'),
      onClick: () => report(unlock.mutateAsync(person.id), t('people.unlocked', { name: person.name })),
    },
    !person.active && {
      key: 'enable',
      label: t('people.enable'),
      onClick: () =>
        report(
          change.mutateAsync({ id: person.id, change: { active: true } }),
          t('people.enabledDone', { name: person.name }),
        ),
    },
    // Nobody locks the door behind himself.
    person.active &&
      person.id !== user.id && { key: 'disable', label: t('people.disable'), danger: true, onClick: disable },
  ].filter((item) => item !== false);
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button
        type="text"
        size="small"
        icon={<MoreHorizontal size={16} aria-hidden />}
        aria-label={t('people.tools', { name: person.name })}
      />
    </Dropdown>
  );
}
