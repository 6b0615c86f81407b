import { Button } from 'antd';
import { CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { tryNow, useLost } from '@/api/connection';

/** A line above every page while the server cannot be reached. It goes by itself, and what waits goes on. */
export function ConnectionBar() {
  const { t } = useTranslation();
  const lost = useLost();
  return (
    <div role="status" className="kd-notice-place">
      {lost && (
        <div className="kd-notice-bar" data-tone="calm">
          <CloudOff size={15} aria-hidden />
          <span className="kd-grow">{t('shell.connection.lost')}</span>
          <Button size="small" onClick={() => void tryNow()}>
            {t('shell.connection.now')}
          </Button>
        </div>
      )}
    </div>
  );
}
