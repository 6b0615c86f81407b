import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { fileOf, useJobEvents } from '@/api/jobs';
import type { Job } from '@/api/types';
import { jobSummary } from './job-summary';

/** Says when long work has ended, wherever one is by then, and hands over what it made. */
export function useJobNotices() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  // They carry files of the person who is signed in.
  useEffect(() => () => notification.destroy(), [notification]);
  useJobEvents((job: Job) => {
    if (job.kind !== 'export') queries.invalidateQueries({ queryKey: ['records'] });
    const key = `job-${job.id}`;
    const show =
      job.state === 'done'
        ? notification.success
        : job.state === 'failed'
          ? notification.error
          : notification.info;
    const hasFile = job.result?.file || job.result?.rejects_file;
    show({
      key,
      title: job.title,
      description: jobSummary(job, t),
      placement: 'bottomLeft',
      duration: hasFile ? 0 : 6,
      actions: hasFile ? (
        <Button
          type="primary"
          size="small"
          href={fileOf(job)}
          download
          onClick={() => notification.destroy(key)}
        >
          {t('shell.jobs.download')}
        </Button>
      ) : undefined,
    });
  });
}
