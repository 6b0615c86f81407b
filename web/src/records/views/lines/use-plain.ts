import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Plain } from '../../kinds/plain';

export function usePlain(): Plain {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  return useMemo(() => ({ zone: time_zone, yes: t('records.yes'), no: t('records.no') }), [time_zone, t]);
}
