import { useQuery } from '@tanstack/react-query';
import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { healthQuery } from '@/api/health';
import { useMay } from '@/api/session';

/** How often is asked, in milliseconds. */
const EVERY = 60_000;

/** A line above every page, for those who run the app, while nothing is saved because the server's disk is full. */
export function DiskFull() {
  const { t } = useTranslation();
  const runs = useMay('settings');
  const { data: health } = useQuery({ ...healthQuery, enabled: runs, refetchInterval: EVERY });
  if (!runs || health?.status !== 'disk_full') return null;
  return (
    <div className="kd-disk-full" role="alert">
      <HardDrive size={15} aria-hidden /> {t('shell.diskFull')}
    </div>
  );
}
