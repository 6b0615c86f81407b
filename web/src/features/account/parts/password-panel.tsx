import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { Panel } from '@/ui/panel';
import { PasswordField, SHORTEST } from '@/ui/password-field';
import '@/ui/door.css';

export function PasswordPanel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = current && [...password].length >= SHORTEST && password === again;
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await api.post('/session/password', { current, password });
      setCurrent('');
      setPassword('');
      setAgain('');
      message.success(t('account.password.done'));
      await queries.invalidateQueries({ queryKey: ['sessions'] });
    } catch (failed) {
      setProblem(asProblem(failed));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Panel title={t('account.password.title')} text={t('account.password.text')}>
      <form className="kd-form" onSubmit={submit}>
        <PasswordField
          label={t('account.password.current')}
          value={current}
          onChange={setCurrent}
          error={
            errorOf('current') ??
            (problem && problem.fieldErrors().length === 0 ? problem.message : undefined)
          }
          autoComplete="current-password"
        />
        <PasswordField
          label={t('account.password.next')}
          value={password}
          onChange={setPassword}
          error={errorOf('password')}
          autoComplete="new-password"
          chosen
        />
        <PasswordField
          label={t('common.password.again')}
          value={again}
          onChange={setAgain}
          error={again && !password.startsWith(again) ? t('common.password.differs') : undefined}
          autoComplete="new-password"
        />
        <div>
          <Button htmlType="submit" type="primary" loading={busy} disabled={!ready}>
            {t('account.password.submit')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
