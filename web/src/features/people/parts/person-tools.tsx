import { App, Button, Dropdown } from 'antd';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useMay, useSession } from '@/api/session';
import type { InvitationLink, User, UserStatus } from '@/api/types';
import { InviteDialog } from './invite-dialog';
import { isLocked, useChangePerson, useUnlock } from './use-people';

export type ToolProps = {
  person: User;
  onEdit: (person: User) => void;
  onInvited: (invitation: { name: string; link: InvitationLink }) => void;
  onHandover: (person: User) => void;
  /** Shows what somebody who is leaving did. */
  onReport: (person: User) => void;
};

/** What can be done with somebody, and what is asked meanwhile. */
export function usePersonTools({ person, onEdit, onInvited, onHandover, onReport }: ToolProps) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const { user } = useSession();
  const [staff, access, audit] = [useMay('users'), useMay('access'), useMay('audit')];
  const change = useChangePerson();
  const unlock = useUnlock();
  const [inviting, setInviting] = useState(false);
  const { id, name, active, status } = person;
  const isMe = id === user.id;

  const report = async (done: Promise<unknown>, said: string) => {
    try {
      await done;
      message.success(said);
    } catch (error) {
      message.error(asProblem(error).words());
    }
  };
  const become = (next: UserStatus, said: string) =>
    report(change.mutateAsync({ id, change: { status: next } }), t(said, { name }));
  const ask = (what: 'disable' | 'offboard', next: UserStatus, said: string) =>
    modal.confirm({
      title: t(`people.${what}Title`, { name }),
      content: t(`people.${what}Text`),
      okText: t(`people.${what}`),
      okButtonProps: { danger: what === 'disable' },
      onOk: () => become(next, said),
    });
  const forStaff = staff
    ? [
        isLocked(person) && {
          key: 'unlock',
          label: t('people.unlock'),
          onClick: () => report(unlock.mutateAsync(id), t('people.unlocked', { name })),
        },
        active && { key: 'invite', label: t('people.invite'), onClick: () => setInviting(true) },
        !active && {
          key: 'enable',
          label: t('people.enable'),
          onClick: () => become('active', 'people.enabledDone'),
        },
        { key: 'line', type: 'divider' as const },
        status === 'active' &&
          !isMe && {
            key: 'offboard',
            label: t('people.offboard'),
            onClick: () => ask('offboard', 'leaving', 'people.offboardDone'),
          },
        status === 'leaving' && {
          key: 'onboard',
          label: t('people.onboard'),
          onClick: () => become('active', 'people.onboardDone'),
        },
        !isMe && { key: 'handover', label: t('people.handover.open'), onClick: () => onHandover(person) },
        // Nobody locks the door behind himself.
        active &&
          !isMe && {
            key: 'disable',
            label: t('people.disable'),
            danger: true,
            onClick: () => ask('disable', 'disabled', 'people.disabledDone'),
          },
      ].filter((item) => item !== false)
    : [];
  const forWatchers =
    status === 'leaving' && (access || audit) && !isMe
      ? [{ key: 'report', label: t('people.report.open'), onClick: () => onReport(person) }]
      : [];
  const edit = { key: 'edit', label: t('common.edit'), onClick: () => onEdit(person) };
  const items = [...(staff || access ? [edit] : []), ...forWatchers, ...forStaff];
  const dialog = inviting && (
    <InviteDialog person={person} onClose={() => setInviting(false)} onInvited={onInvited} />
  );
  return { items, dialog };
}

/** The same as a menu. */
export function PersonTools(props: ToolProps) {
  const { t } = useTranslation();
  const { items, dialog } = usePersonTools(props);
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button
          type="text"
          size="small"
          icon={<MoreHorizontal size={16} aria-hidden />}
          aria-label={t('people.tools', { name: props.person.name })}
        />
      </Dropdown>
      {dialog}
    </>
  );
}
