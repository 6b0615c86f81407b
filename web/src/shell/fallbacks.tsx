import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Blank, Failure } from '@/ui/states';

export function Lost() {
  const { t } = useTranslation();
  return (
    <main>
      <Blank
        page
        icon={Compass}
        title={t('shell.lost.title')}
        actions={<Link to="/">{t('shell.lost.home')}</Link>}
      >
        {t('shell.lost.text')}
      </Blank>
    </main>
  );
}

/** In the place of the page that failed; what is around it stays. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  // What a route's own loading threw is remembered by the router: drawing anew alone would show it again.
  const retry = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <div className="kd-page">
      <Failure page error={error} retry={retry} />
    </div>
  );
}
