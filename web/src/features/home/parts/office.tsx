import { Link } from '@tanstack/react-router';
import { ArrowRight, ClipboardCheck, ShieldCheck, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDuties } from '@/api/duties';
import { useMay, useSession } from '@/api/session';
import { adminPlaces } from '@/shell/places';
import { Icon } from '@/ui/icon';
import { Panel } from '@/ui/panel';
import { Blank } from '@/ui/states';

/** For whoever looks after access or the log and has no business of their own: what waits for them, and the pages they answer for. */
export function Office() {
  const { t } = useTranslation();
  const session = useSession();
  const guards = useMay('access');
  // The bin holds nothing for who sees no records.
  const places = adminPlaces(session, false);
  return (
    <>
      {guards && <Waiting />}
      <Panel title={t('home.office.places')}>
        <ul className="kd-steps">
          {places.map(({ to, name, icon }) => (
            <li key={name}>
              <span className="kd-step-icon">
                <Icon name={icon} size={18} />
              </span>
              <div className="kd-grow">
                <b>{t(`shell.page.${name}`)}</b>
                <span>{t(`home.office.about.${name}`)}</span>
              </div>
              <span className="kd-step-act">
                <Link to={to} aria-label={t('home.office.goTo', { page: t(`shell.page.${name}`) })}>
                  {t('home.office.go')}
                </Link>
                <ArrowRight size={14} aria-hidden />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const { review, emergencies } = useDuties();
  return (
    <Panel title={t('shell.duty.title')}>
      {!review && emergencies.length === 0 && (
        <Blank icon={ShieldCheck} title={t('home.office.nothing')} compact>
          {t('home.office.nothingText')}
        </Blank>
      )}
      <ul className="kd-home-list">
        {emergencies.map(({ id, user, reason, until }) => (
          <li key={id} className="kd-home-item kd-matter">
            <Siren size={17} strokeWidth={1.75} aria-hidden />
            <div className="kd-home-main">
              <b>{t(until ? 'home.office.emergencyOn' : 'home.office.emergency', { name: user.title })}</b>
              <div>{reason}</div>
            </div>
            <span className="kd-home-side">
              <Link to="/access" search={{ tab: 'emergency' }}>
                {t(until ? 'home.office.look' : 'home.office.decide')}
              </Link>
            </span>
          </li>
        ))}
        {review && (
          <li className="kd-home-item kd-matter">
            <ClipboardCheck size={17} strokeWidth={1.75} aria-hidden />
            <div className="kd-home-main">
              <b>{t('home.attention.review', { left: review.total - review.done })}</b>
              <div>{t('home.office.expires', { day: review.expires_on })}</div>
            </div>
            <span className="kd-home-side">
              <Link to="/access" search={{ tab: 'review' }}>
                {t('home.attention.reviewAct')}
              </Link>
            </span>
          </li>
        )}
      </ul>
    </Panel>
  );
}
