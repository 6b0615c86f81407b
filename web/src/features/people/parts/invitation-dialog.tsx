import { Button, Input } from 'antd';
import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { briefMoment } from '@/format/time';
import { Dialog } from '@/ui/dialog';
import { useCopy } from '@/ui/use-copy';
import { useGuard } from '@/ui/use-guard';

export type Invitation = { name: string; link: { path: string; expires_at: string } };

/** The one time that the link is to be seen: who invites hands it over. */
export function InvitationDialog({ name, link, onClose }: Invitation & { onClose: () => void }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const copy = useCopy();
  const guard = useGuard(true, t('people.invitation.loss'));
  const address = new URL(link.path, location.origin).href;
  const done = () => {
    guard.release();
    onClose();
  };
  /** By Back or Esc it may have been closed by mistake, and is not to be seen again. */
  async function close() {
    if (!(await guard.leave())) return false;
    onClose();
  }
  return (
    <Dialog
      open
      title={t('people.invitation.title', { name })}
      onCancel={close}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={done}>
          {t('common.done')}
        </Button>
      }
    >
      <p>{t('people.invitation.text', { until: briefMoment(link.expires_at, time_zone) })}</p>
      <div className="kd-invitation">
        <Input
          value={address}
          readOnly
          aria-label={t('people.invitation.link')}
          onFocus={(e) => e.target.select()}
        />
        <Button icon={<Copy size={15} aria-hidden />} onClick={() => copy(address)}>
          {t('common.copy')}
        </Button>
      </div>
      <p className="kd-second">{t('people.invitation.once')}</p>
    </Dialog>
  );
}
