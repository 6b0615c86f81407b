import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { healthQuery } from '@/api/health';
import { remember } from '@/api/memory';
import { sessionQuery } from '@/api/session';
import { Door } from '@/ui/door';
import { useTitle } from '@/ui/use-title';
import { SignInForm } from './sign-in-form';

const route = getRouteApi('/sign-in');

/** Only a path of this very site, so that no link can send somebody elsewhere after signing in. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const { t } = useTranslation();
  useTitle(t('session.title'));
  const { next } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  // Only here, where the pages that showed it are gone: nothing of the last person stays within reach of Back.
  useEffect(() => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'health' });
  }, [queries]);
  const { data: health } = useQuery(healthQuery);
  if (health?.setup)
    return (
      <Door title={t('session.setup.title')}>
        <p className="kd-second">{t('session.setup.text')}</p>
      </Door>
    );
  return (
    <Door title={t('session.title')}>
      <SignInForm
        onDone={(session) => {
          queries.clear();
          queries.setQueryData(sessionQuery.queryKey, session);
          remember(session.preferences);
          // Back is not to lead to the door again.
          router.history.replace(safeNext(next));
        }}
      />
      <p className="kd-form-says">{t('session.forgotten')}</p>
    </Door>
  );
}
