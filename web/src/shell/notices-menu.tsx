import { Badge, Popover } from 'antd';
import { Bell } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnread } from '@/api/notices';
import { Lines } from '@/ui/states';

const NoticesPanel = lazy(() => import('./notices-panel'));

/** The bell: how many are unread, and what they say. */
export function NoticesMenu() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const bell = useRef<HTMLButtonElement>(null);
  const unread = useUnread();
  const label = unread > 0 ? t('shell.notices.unread', { total: unread }) : t('shell.page.messages');
  const close = () => {
    setOpen(false);
    bell.current?.focus();
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={
        <Suspense fallback={<Lines rows={5} />}>
          <NoticesPanel onClose={close} onGo={() => setOpen(false)} />
        </Suspense>
      }
    >
      <button
        ref={bell}
        type="button"
        className="kd-icon-button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        title={label}
      >
        <Badge count={unread} overflowCount={99} size="small" color="#0f766e">
          <Bell size={18} strokeWidth={1.75} aria-hidden />
        </Badge>
      </button>
    </Popover>
  );
}
