import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOf, useJobEvents } from '@/api/jobs';
import type { Job } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import type { UndoAsked } from '@/undo/ask';
import { undoable } from '@/undo/standing';
import { JobFiles } from './job-files';
import { jobSummary } from './job-summary';

/** Says when long work has ended, wherever one is by then, hands over what it made, and offers to undo what it did. */
export function useJobNotices(askUndo: (asked: UndoAsked) => void) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const phone = usePhone();
  // They carry files of the person who is signed in.
  useEffect(() => () => notification.destroy(), [notification]);
  useJobEvents((job: Job) => {
    if (job.kind !== 'export') queries.invalidateQueries({ queryKey: ['records'] });
    if (job.kind === 'undo')
      for (const key of ['timeline', 'related', 'recycle-bin'])
        queries.invalidateQueries({ queryKey: [key] });
    const key = `job-${job.id}`;
    const show =
      job.state === 'done'
        ? notification.success
        : job.state === 'failed'
          ? notification.error
          : notification.info;
    const files = filesOf(job);
    const hasFile = files.length > 0;
    const undo = undoable(job);
    show({
      key,
      title: job.title,
      description: jobSummary(job, t),
      // A phone's bottom bar is there to be used meanwhile.
      placement: phone ? 'top' : 'bottomLeft',
      duration: hasFile ? 0 : undo ? 10 : 6,
      actions: (hasFile || undo) && (
        <Space>
          {undo && (
            <Button
              size="small"
              onClick={() => {
                notification.destroy(key);
                askUndo(undo);
              }}
            >
              {t(undo.again ? 'common.undoing.restore' : 'common.undo')}
            </Button>
          )}
          <JobFiles job={job} onTaken={files.length === 1 ? () => notification.destroy(key) : undefined} />
        </Space>
      ),
    });
  });
}
