import { Link } from '@tanstack/react-router';
import { ClipboardCheck, FileClock, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDuties } from '@/api/duties';

export function useDutyCount(): number {
  const { review, emergencies, unread } = useDuties();
  return (review ? 1 : 0) + emergencies.length + unread.length;
}

/** A line above every page while something waits for whoever looks after access, or answers for somebody who is leaving. */
export function Duties() {
  if (useDutyCount() === 0) return null;
  return (
    <div className="kd-duties" role="status">
      <DutyLinks />
    </div>
  );
}

export function DutyLinks() {
  const { t } = useTranslation();
  const { review, emergencies, unread } = useDuties();
  return (
    <>
      {emergencies.length > 0 && (
        <Link to="/access" search={{ tab: 'emergency' }}>
          <Siren size={15} aria-hidden /> {t('shell.duty.emergency', { count: emergencies.length })}
        </Link>
      )}
      {review && (
        <Link to="/access" search={{ tab: 'review' }}>
          <ClipboardCheck size={15} aria-hidden />{' '}
          {review.done === review.total
            ? t('shell.duty.sign')
            : t('shell.duty.review', { left: review.total - review.done, expires: review.expires_on })}
        </Link>
      )}
      {unread.map(({ user }) => (
        <Link key={user.id} to="/people" search={{ report: user.id }}>
          <FileClock size={15} aria-hidden /> {t('shell.duty.leaving', { name: user.title })}
        </Link>
      ))}
    </>
  );
}
