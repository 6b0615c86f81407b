import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { AskEmergency, Blank } from '@/ui/states';
import { can } from '../controller/use-catalog';

/** In the place of a record that is deleted or out of sight; nobody is told which. The ways on from there. */
export function RecordGone({ object }: { object: ObjectInfo }) {
  const { t } = useTranslation();
  return (
    <Blank
      page
      icon={SearchX}
      title={t('records.gone.title', { label: object.label })}
      actions={
        <>
          <Link to="/r/$object" params={{ object: object.name }} className="kd-button-link">
            {t('records.gone.list', { label: object.many })}
          </Link>
          {can(object, 'restore') && (
            <Link to="/recycle-bin" search={{ object: object.name }} className="kd-button-link">
              {t('records.gone.bin')}
            </Link>
          )}
          <AskEmergency />
        </>
      }
    >
      {t('records.gone.text')}
    </Blank>
  );
}
