import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChooseNotices, useNoticeChoices } from '@/api/notices';
import type { MailChoice, NoticeChoices } from '@/api/types';
import { Panel } from '@/ui/panel';
import { Failure, Lines } from '@/ui/states';

const CHOICES: MailChoice[] = ['none', 'now', 'daily'];

/** Which notices one is written to about. In the console all of them stand either way. */
export function NoticesPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useNoticeChoices();
  return (
    <Panel title={t('account.notices.title')} text={data && reach(data)}>
      {data ? (
        data.items.map((item) => <Choice key={item.kind} {...item} />)
      ) : error ? (
        <Failure error={error} retry={refetch} compact />
      ) : (
        <Lines rows={6} />
      )}
    </Panel>
  );
  function reach({ mail, address }: NoticeChoices): string {
    if (!mail) return t('account.notices.off');
    return address ? t('account.notices.on', { address }) : t('account.notices.noAddress');
  }
}

function Choice({ kind, label, about, mail }: NoticeChoices['items'][number]) {
  const { t } = useTranslation();
  const { mutate } = useChooseNotices();
  return (
    <div className="kd-preference kd-notice-choice">
      <div>
        <span>{label}</span>
        <p>{about}</p>
      </div>
      <Segmented
        aria-label={t('account.notices.mailOf', { label })}
        value={mail}
        onChange={(next) => mutate({ kind, mail: next })}
        options={CHOICES.map((value) => ({ value, label: t(`account.notices.mail.${value}`) }))}
      />
    </div>
  );
}
