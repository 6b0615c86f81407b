import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shield } from './brand';
import './door.css';

/** The calm page in front of the house: sign-in and set-up. */
export function Door({
  title,
  text,
  wide,
  children,
}: {
  title: string;
  text?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <main className="kd-door">
      <div className="kd-door-column" data-wide={wide || undefined}>
        <div className="kd-door-brand">
          <Shield size={34} />
          <b>{t('common.brand')}</b>
        </div>
        <div className="kd-door-card kd-card">
          <h1>{title}</h1>
          {text && <p className="kd-second">{text}</p>}
          {children}
        </div>
      </div>
    </main>
  );
}
