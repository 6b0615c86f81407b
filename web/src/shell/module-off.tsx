import { Link } from '@tanstack/react-router';
import { EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { useCatalog } from '@/records/controller/use-catalog';
import { switchedOff } from './navigation';
import { useHere } from './use-navigation';

/** A line above a page that one reached by its address or by a link, though its module is switched off. */
export function ModuleOff() {
  const { t } = useTranslation();
  const { modules_off, may } = useSession();
  const { objects } = useCatalog();
  const domain = switchedOff(objects, modules_off, useHere());
  if (!domain) return null;
  return (
    <div className="kd-notice-bar" role="status">
      <EyeOff size={15} aria-hidden />
      <span className="kd-grow">
        {t('shell.moduleOff.text', { label: domain.label })}{' '}
        {may.includes('settings') ? (
          <Link to="/settings">{t('shell.moduleOff.switchOn')}</Link>
        ) : (
          t('shell.moduleOff.who')
        )}
      </span>
    </div>
  );
}
