import { App, Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useEmergencies, useEmergencyActs } from '@/api/emergency';
import { useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';

/** Asking for emergency access, and what became of it. */
export function EmergencyPanel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user, time_zone } = useSession();
  const [reason, setReason] = useState('');
  const { ask, end } = useEmergencyActs();
  const own = useEmergencies().data?.items.find((one) => one.user.id === user.id);
  const id = useId();
  const tell = { onError: (failed: unknown) => message.error(asProblem(failed).words()) };
  return (
    <Panel title={t('account.emergency.title')} text={t('account.emergency.text')}>
      {own ? (
        <div className="kd-preference">
          <span>
            {own.until
              ? t('account.emergency.until', { at: moment(own.until, time_zone) })
              : t('account.emergency.waits')}
          </span>
          <Button
            danger={Boolean(own.until)}
            onClick={() => end.mutate(own.id, tell)}
            loading={end.isPending}
          >
            {t(own.until ? 'account.emergency.end' : 'account.emergency.withdraw')}
          </Button>
        </div>
      ) : (
        <div className="kd-form">
          <label htmlFor={id}>{t('account.emergency.reason')}</label>
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <div>
            <Button
              onClick={() => ask.mutate(reason, { ...tell, onSuccess: () => setReason('') })}
              disabled={[...reason.trim()].length < 4}
              loading={ask.isPending}
            >
              {t('account.emergency.ask')}
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}
