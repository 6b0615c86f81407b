import { Link } from '@tanstack/react-router';
import { ClipboardCheck, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDuties } from '@/api/duties';

/** A line above every page while something waits for whoever looks after access. */
export function Duties() {
  const { t } = useTranslation();
  const { review, emergencies } = useDuties();
  if (!review && emergencies.length === 0) return null;
  return (
    <div className="kd-duties" role="status">
      {emergencies.length > 0 && (
        <Link to="/access" search={{ tab: 'emergency' }}>
          <Siren size={15} aria-hidden /> {t('shell.duty.emergency', { count: emergencies.length })}
        </Link>
      )}
      {review && (
        <Link to="/access" search={{ tab: 'review' }}>
          <ClipboardCheck size={15} aria-hidden />{' '}
          {t('shell.duty.review', { left: review.total - review.done, expires: review.expires_on })}
        </Link>
      )}
    </div>
  );
}
