import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { fileOf, useJobEvents } from '@/api/jobs';
import type { Job } from '@/api/types';
import { undoable } from '@/undo/undo-operation';
import { jobSummary } from './job-summary';

/** Says when long work has ended, wherever one is by then, hands over what it made, and offers to undo what it did. */
export function useJobNotices(askUndo: (operation: string) => void) {
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
    const operation = undoable(job);
    show({
      key,
      title: job.title,
      description: jobSummary(job, t),
      placement: 'bottomLeft',
      duration: hasFile ? 0 : operation ? 10 : 6,
      actions: (hasFile || operation) && (
        <Space>
          {operation && (
            <Button
              size="small"
              onClick={() => {
                notification.destroy(key);
                askUndo(operation);
              }}
            >
              {t('common.undo')}
            </Button>
          )}
          {hasFile && (
            <Button
              type="primary"
              size="small"
              href={fileOf(job)}
              download
              onClick={() => notification.destroy(key)}
            >
              {t('shell.jobs.download')}
            </Button>
          )}
        </Space>
      ),
    });
  });
}
