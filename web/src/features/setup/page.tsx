import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { Door } from '@/ui/door';
import { FormField } from '@/ui/form-field';
import { PasswordField, SHORTEST } from '@/ui/password-field';
import { useTitle } from '@/ui/use-title';
import { RecoveryCode } from './recovery-code';

const route = getRouteApi('/setup');

export function SetupPage() {
  const { t } = useTranslation();
  useTitle(t('setup.title'));
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [values, setValues] = useState({ organisation: '', name: '', login: 'admin', password: '' });
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [code, setCode] = useState<string>();

  const set = (name: keyof typeof values) => (value: string) =>
    setValues((old) => ({ ...old, [name]: value }));
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;
  const ready =
    values.organisation.trim() &&
    values.name.trim() &&
    values.login.trim() &&
    [...values.password].length >= SHORTEST &&
    again === values.password;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await api.post<{ recovery_code: string }>('/setup', { token, ...values });
      setCode(answer.recovery_code);
    } catch (failed) {
      setProblem(asProblem(failed));
    } finally {
      setBusy(false);
    }
  }
  if (code)
    return (
      <RecoveryCode
        code={code}
        organisation={values.organisation}
        onDone={() => {
          queries.clear();
          navigate({ to: '/' });
        }}
      />
    );
  if (!token)
    return (
      <Door title={t('setup.noLink.title')}>
        <p className="kd-second">{t('setup.noLink.text')}</p>
      </Door>
    );
  const line = (name: 'organisation' | 'name' | 'login', autoComplete: string, hint?: string) => (
    <FormField label={t(`setup.${name}`)} error={errorOf(name)} hint={hint}>
      {(control) => (
        <Input
          {...control}
          size="large"
          value={values[name]}
          onChange={(event) => set(name)(event.target.value)}
          autoComplete={autoComplete}
          autoFocus={name === 'organisation'}
        />
      )}
    </FormField>
  );
  return (
    <Door title={t('setup.title')} text={t('setup.text')} wide>
      <form className="kd-form" onSubmit={submit}>
        {problem && problem.fieldErrors().length === 0 && (
          <p className="kd-form-problem" role="alert">
            {problem.message} {problem.body.advice}
          </p>
        )}
        {line('organisation', 'organization')}
        {line('name', 'name')}
        {line('login', 'username', t('setup.loginHint'))}
        <PasswordField
          label={t('setup.password')}
          value={values.password}
          onChange={set('password')}
          error={errorOf('password')}
          autoComplete="new-password"
          chosen
        />
        <PasswordField
          label={t('common.password.again')}
          value={again}
          onChange={setAgain}
          error={again && !values.password.startsWith(again) ? t('common.password.differs') : undefined}
          autoComplete="new-password"
        />
        <Button type="primary" htmlType="submit" size="large" block loading={busy} disabled={!ready}>
          {t('setup.submit')}
        </Button>
      </form>
    </Door>
  );
}
