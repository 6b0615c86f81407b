import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';

/** What becomes of a change. Where somebody else was first, what they saved is shown and what was typed stays. */
export function useSaying() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return {
    saved: () => message.success(t('settings.saved')),
    failed: (error: unknown) => {
      const problem = asProblem(error);
      if (problem.status !== 412) return message.error(problem.fieldErrors()[0]?.message ?? problem.words());
      queries.invalidateQueries({ queryKey: ['settings'] });
      return message.warning(t('settings.stale'));
    },
  };
}
