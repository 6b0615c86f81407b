import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NoticesList } from './notices-list';
import { ReadAll } from './read-all';
import './notices.css';

const SHOWN = 15;

/** What the bell opens. The keyboard is in it until Escape. */
export default function NoticesPanel({ onClose, onGo }: { onClose: () => void; onGo: () => void }) {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
    // The page behind it has letters of its own.
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    // From the top of the panel into its list.
    else if (event.key === 'ArrowDown' && event.target === panel.current) {
      event.preventDefault();
      panel.current?.querySelector<HTMLElement>('.kd-notice-main')?.focus();
    }
  };
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={t('shell.page.messages')}
      tabIndex={-1}
      className="kd-notices-panel"
      onKeyDown={press}
    >
      <div className="kd-notices-head">
        <h2>{t('shell.page.messages')}</h2>
        <ReadAll limit={SHOWN} />
      </div>
      <div className="kd-notices-scroll">
        <NoticesList limit={SHOWN} onGo={onGo} />
      </div>
      <div className="kd-notices-foot">
        <Link to="/messages" onClick={onGo}>
          {t('shell.notices.all')}
        </Link>
        <Link to="/account" onClick={onGo}>
          {t('shell.notices.settings')}
        </Link>
      </div>
    </div>
  );
}
