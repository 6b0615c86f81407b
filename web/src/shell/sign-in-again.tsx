import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { sessionQuery, useSession } from '@/api/session';
import { SignInForm } from '@/features/session/sign-in-form';
import { giveUp, goOn } from './session-over';

/** Over a page that holds unsaved work: the password is enough to go on with it. */
export default function SignInAgain() {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const { user } = useSession();
  return (
    <Modal open title={t('session.again.title')} closable={false} keyboard={false} footer={null} width={400}>
      <p className="kd-second">{t('session.again.text')}</p>
      <SignInForm
        fixedLogin={user.login}
        onDone={(session) => {
          queries.setQueryData(sessionQuery.queryKey, session);
          goOn();
          queries.invalidateQueries();
        }}
      />
      <Button type="text" block onClick={() => giveUp(router)}>
        {t('common.unsaved.leave')}
      </Button>
    </Modal>
  );
}
