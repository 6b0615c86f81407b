import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import type { Session } from '@/api/types';
import { FormField } from '@/ui/form-field';
import { PasswordField } from '@/ui/password-field';
import '@/ui/door.css';

type Props = {
  /** Set where the same person comes back: somebody else has nothing to finish here. */
  fixedLogin?: string;
  onDone: (session: Session) => void;
};

export function SignInForm({ fixedLogin, onDone }: Props) {
  const { t } = useTranslation();
  const [login, setLogin] = useState(fixedLogin ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onDone(await api.post<Session>('/session', { login: login.trim(), password }));
    } catch (failed) {
      setProblem(asProblem(failed));
      setPassword('');
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="kd-form" onSubmit={submit}>
      {problem && (
        <p className="kd-form-problem" role="alert">
          {problem.words()}
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
            disabled={fixedLogin !== undefined}
            autoFocus={fixedLogin === undefined}
          />
        )}
      </FormField>
      <PasswordField
        label={t('session.password')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        autoFocus={fixedLogin !== undefined}
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
    </form>
  );
}
