import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { releaseAll, useMayLeave } from '@/ui/use-guard';

/** Asks about unsaved work first, and shows the sign-in page only when the server has ended the session. */
export function useSignOut() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const mayLeave = useMayLeave();
  return async () => {
    if (!(await mayLeave())) return;
    try {
      await api.delete('/session');
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 401) {
        message.error(`${t('shell.stillSignedIn')} ${problem.words()}`);
        return;
      }
    }
    releaseAll();
    await navigate({ to: '/sign-in' });
  };
}
