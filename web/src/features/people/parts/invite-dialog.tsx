import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { InvitationLink, User } from '@/api/types';
import { Dialog } from '@/ui/dialog';
import { InvitationWays, usualWay } from './invitation-ways';
import { useInvite } from './use-people';

type Props = {
  person: User;
  onClose: () => void;
  onInvited: (made: { name: string; link: InvitationLink }) => void;
};

/** Invites somebody who is here anew: by mail, or with a link to hand over. */
export function InviteDialog({ person: { id, name, email }, onClose, onInvited }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { mail } = useSession();
  const [by, setBy] = useState(usualWay(mail, email));
  const invite = useInvite();
  async function go() {
    try {
      onInvited({ name, link: await invite.mutateAsync({ id, by }) });
      onClose();
    } catch (error) {
      message.error(asProblem(error).words());
    }
  }
  return (
    <Dialog
      open
      title={t('people.inviteTitle', { name })}
      okText={t('people.invite')}
      cancelText={t('common.cancel')}
      confirmLoading={invite.isPending}
      onOk={go}
      onCancel={onClose}
    >
      <p>{t('people.inviteText')}</p>
      <InvitationWays value={by} onChange={setBy} email={email} />
    </Dialog>
  );
}
