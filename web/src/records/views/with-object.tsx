import { Link } from '@tanstack/react-router';
import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { AskEmergency, Blank, Failure, Lines } from '@/ui/states';
import { useCatalog } from '../controller/use-catalog';

/** What the catalog does not show is either not there or not for this person; both look alike. */
export function WithObject({
  name,
  children,
}: {
  name: string;
  children: (object: ObjectInfo) => ReactNode;
}) {
  const { t } = useTranslation();
  const { objects, ready, error, refetch } = useCatalog();
  const object = objects.find((one) => one.name === name);
  if (object) return children(object);
  const ways = (
    <>
      <Link to="/" className="kd-button-link">
        {t('shell.lost.home')}
      </Link>
      <AskEmergency />
    </>
  );
  return (
    <div className="kd-page">
      <div className="kd-card">
        {error ? (
          <Failure page error={error} retry={refetch} />
        ) : ready ? (
          <Blank page icon={LockKeyhole} title={t('records.noObject.title')} actions={ways}>
            {t('records.noObject.text', { name })}
          </Blank>
        ) : (
          <Lines rows={10} />
        )}
      </div>
    </div>
  );
}
