import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { sessionQuery } from '@/api/session';
import type { Guest, Session } from '@/api/types';
import { Door } from '@/ui/door';
import { FormField } from '@/ui/form-field';
import { PasswordField, SHORTEST } from '@/ui/password-field';
import { Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';

/** Where somebody who is invited chooses a password and comes in. */
export function InvitePage() {
  const { t } = useTranslation();
  useTitle(t('invite.title'));
  const [token] = useState(() => location.hash.slice(1));
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.post<Guest>('/invitation', { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending)
    return (
      <Door title={t('invite.title')}>
        <Lines rows={4} />
      </Door>
    );
  if (error) {
    const problem = asProblem(error);
    return (
      <Door title={t(problem.code === 'invitation.link' ? 'invite.over' : 'invite.title')}>
        {problem.code === 'invitation.link' ? (
          <p className="kd-second">{problem.words()}</p>
        ) : (
          <Failure error={error} retry={refetch} compact />
        )}
      </Door>
    );
  }
  return <Welcome guest={data} token={token} />;
}

function Welcome({ guest, token }: { guest: Guest; token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = [...password].length >= SHORTEST && again === password;
  const wrong = problem?.fieldErrors().find(({ field }) => field === 'password')?.message;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setProblem(null);
    try {
      const session = await api.post<Session>('/invitation/accept', { token, password });
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      // The used link is not to be come back to.
      await navigate({ to: '/', replace: true });
    } catch (failed) {
      setProblem(asProblem(failed));
      setBusy(false);
    }
  }
  return (
    <Door
      title={t('invite.welcome', { name: guest.name })}
      text={t('invite.text', { organisation: guest.organisation })}
      wide
    >
      <form className="kd-form" onSubmit={submit}>
        {problem && !wrong && (
          <p className="kd-form-problem" role="alert">
            {problem.words()}
          </p>
        )}
        <FormField label={t('invite.login')} hint={t('invite.loginHint')}>
          {(control) => (
            <Input {...control} size="large" value={guest.login} readOnly autoComplete="username" />
          )}
        </FormField>
        <PasswordField
          label={t('invite.password')}
          value={password}
          onChange={setPassword}
          error={wrong}
          autoComplete="new-password"
          autoFocus
          chosen
        />
        <PasswordField
          label={t('common.password.again')}
          value={again}
          onChange={setAgain}
          error={again && !password.startsWith(again) ? t('common.password.differs') : undefined}
          autoComplete="new-password"
        />
        <Button type="primary" htmlType="submit" size="large" block loading={busy} disabled={!ready}>
          {t('invite.submit')}
        </Button>
      </form>
    </Door>
  );
}
