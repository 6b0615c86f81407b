import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import { FormField } from '@/ui/form-field';
import { Panel } from '@/ui/panel';
import { Tag } from '@/ui/tag';
import { Facts } from './facts';
import { type Settings, useTestMail } from './use-settings';

/** What the configuration file has to say, for whoever writes it there. */
const EXAMPLE = `public_url = "https://crm.example.cn"

[mail]
host = "smtp.example.cn"
user = "crm@example.cn"
from = "客盾 <crm@example.cn>"
password_file = "/etc/kedun/mail-password"`;

/** Whether the app can write to people, and a mail to try it. Its password stays in the configuration file. */
export function MailPanel({ settings: { mail } }: { settings: Settings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [to, setTo] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const test = useTestMail();
  function send() {
    setProblem(null);
    test.mutate(to.trim(), {
      onSuccess: () => message.success(t('settings.mail.sent')),
      onError: (error) => setProblem(asProblem(error)),
    });
  }
  const field = problem?.fieldErrors()[0]?.message;
  return (
    <Panel
      title={t('settings.mail.title')}
      text={t('settings.mail.text')}
      extra={
        <Tag color={mail.on ? 'green' : 'gold'}>{t(mail.on ? 'settings.mail.on' : 'settings.mail.off')}</Tag>
      }
    >
      {mail.on ? (
        <>
          <Facts
            facts={[
              [t('settings.mail.server'), mail.host && `${mail.host}:${mail.port}`],
              [t('settings.mail.from'), mail.from],
              [t('settings.mail.user'), mail.user],
              [t('settings.mail.links'), mail.public_url],
            ]}
          />
          <div className="kd-form">
            <FormField label={t('settings.mail.to')} error={field} hint={t('settings.mail.toHint')}>
              {(control) => (
                <Input
                  {...control}
                  type="email"
                  value={to}
                  placeholder="name@example.cn"
                  onChange={(event) => setTo(event.target.value)}
                  onPressEnter={send}
                />
              )}
            </FormField>
            {problem && !field && (
              <p className="kd-form-error" role="alert">
                {problem.words()}
              </p>
            )}
            <div>
              <Button onClick={send} loading={test.isPending}>
                {t('settings.mail.test')}
              </Button>
            </div>
          </div>
        </>
      ) : (
        <>
          <p>{t('settings.mail.how')}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard, too. */}
          <section className="kd-settings-code" tabIndex={0} aria-label={t('settings.mail.example')}>
            <pre>{EXAMPLE}</pre>
          </section>
          <p className="kd-second">{t('settings.mail.then')}</p>
        </>
      )}
    </Panel>
  );
}
