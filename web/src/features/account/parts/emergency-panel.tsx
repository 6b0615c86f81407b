import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { askEmergency, useEmergencyActs, useOwnEmergency } from '@/api/emergency';
import { useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';

/** Asking for emergency access, and what became of it. */
export function EmergencyPanel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { time_zone } = useSession();
  const { end } = useEmergencyActs();
  const own = useOwnEmergency();
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
            loading={end.isPending}
            onClick={() =>
              end.mutate(own.id, { onError: (failed) => message.error(asProblem(failed).words()) })
            }
          >
            {t(own.until ? 'account.emergency.end' : 'account.emergency.withdraw')}
          </Button>
        </div>
      ) : (
        <Button onClick={() => askEmergency(true)}>{t('account.emergency.ask')}</Button>
      )}
    </Panel>
  );
}
