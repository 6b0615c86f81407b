import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { remember } from '@/api/memory';
import { sessionQuery } from '@/api/session';
import type { Session } from '@/api/types';
import { Door } from '@/ui/door';
import { FormField } from '@/ui/form-field';
import { PasswordField } from '@/ui/password-field';
import { useTitle } from '@/ui/use-title';

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
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { data: health } = useQuery({
    queryKey: ['health'],
    queryFn: () => api.get<{ status: string; setup: boolean }>('/health'),
    retry: false,
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const session = await api.post<Session>('/session', { login: login.trim(), password });
      queries.clear();
      // Some answers carry only the user; the page behind asks for the rest.
      if (session.preferences && session.may) {
        queries.setQueryData(sessionQuery.queryKey, session);
        remember(session.preferences);
      }
      router.history.push(safeNext(next));
    } catch (failed) {
      setProblem(asProblem(failed));
      setPassword('');
    } finally {
      setBusy(false);
    }
  }
  if (health?.setup)
    return (
      <Door title={t('session.setup.title')}>
        <p className="kd-second">{t('session.setup.text')}</p>
      </Door>
    );
  return (
    <Door title={t('session.title')}>
      <form className="kd-form" onSubmit={submit}>
        {problem && (
          <p className="kd-form-problem" role="alert">
            {problem.message} {problem.body.advice}
          </p>
        )}
        <FormField label={t('session.login')}>
          {(control) => (
            <Input
              {...control}
              size="large"
              value={login}
              onChange={(event) => setLogin(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
            />
          )}
        </FormField>
        <PasswordField
          label={t('session.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <Button
          type="primary"
          htmlType="submit"
          size="large"
          block
          loading={busy}
          disabled={!login.trim() || !password}
        >
          {t('session.submit')}
        </Button>
        <p className="kd-form-says">{t('session.forgotten')}</p>
      </form>
    </Door>
  );
}
