import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { remember } from '@/api/memory';
import { type Locale, setLocale } from '@/i18n';
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
        <Languages />
      </div>
    </main>
  );
}

const languages: { value: Locale; label: string }[] = [
  { value: 'zh-CN', label: '简体中文' },
  { value: 'en', label: 'English' },
];

/** Who stands before the door has no preferences yet; this browser remembers the choice. */
function Languages() {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className="kd-door-languages" aria-label={t('shell.language')}>
      {languages.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          lang={value}
          aria-pressed={i18n.language === value}
          onClick={() => {
            remember({ locale: value });
            setLocale(value);
          }}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
