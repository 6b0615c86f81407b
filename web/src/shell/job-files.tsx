import { Button } from 'antd';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fileOf, filesOf } from '@/api/jobs';
import type { Job } from '@/api/types';

/** A download for each file that a job made. */
export function JobFiles({ job, onTaken }: { job: Job; onTaken?: () => void }) {
  const { t } = useTranslation();
  return filesOf(job).map(({ name, holds }) => (
    <Button
      key={name}
      type="link"
      size="small"
      href={fileOf(job, name)}
      download
      icon={<Download size={13} aria-hidden />}
      onClick={onTaken}
    >
      {t(`shell.jobs.files.${holds}`)}
    </Button>
  ));
}
