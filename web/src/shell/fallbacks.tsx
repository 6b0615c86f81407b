import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { Compass } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable } from '@/api/client';
import { whenBack } from '@/api/connection';
import { Blank, Failure } from '@/ui/states';
import { useTitle } from '@/ui/use-title';

export function Lost() {
  const { t } = useTranslation();
  useTitle(t('shell.lost.title'));
  const router = useRouter();
  return (
    <div className="kd-page">
      <div className="kd-card">
        <Blank
          page
          icon={Compass}
          title={t('shell.lost.title')}
          actions={
            <>
              {router.history.canGoBack() && (
                <Button onClick={() => router.history.back()}>{t('shell.back')}</Button>
              )}
              <Link to="/" className="kd-button-link">
                {t('shell.lost.home')}
              </Link>
            </>
          }
        >
          {t('shell.lost.text')}
        </Blank>
      </div>
    </div>
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
  const waits = isUnreachable(error);
  useEffect(
    () => (waits ? whenBack(() => void router.invalidate().then(reset)) : undefined),
    [waits, router, reset],
  );
  return (
    <div className="kd-page">
      <Failure page error={error} retry={retry} />
    </div>
  );
}
