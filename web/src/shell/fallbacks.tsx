import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Blank, Failure } from '@/ui/states';

export function Lost() {
  const { t } = useTranslation();
  return (
    <main>
      <Blank
        icon={Compass}
        title={t('shell.lost.title')}
        actions={<Link to="/">{t('shell.lost.home')}</Link>}
      >
        {t('shell.lost.text')}
      </Blank>
    </main>
  );
}

export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main>
      <Failure error={error} retry={reset} />
    </main>
  );
}
