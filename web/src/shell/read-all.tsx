import { Button } from 'antd';
import { CheckCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type NoticeFilter, useNotices, useReadAllNotices, useUnread } from '@/api/notices';

/** Marks as read what the list beside it shows, and all that is older. */
export function ReadAll({ filter = {}, limit }: { filter?: NoticeFilter; limit: number }) {
  const { t } = useTranslation();
  const unread = useUnread();
  const newest = useNotices(filter, limit).data?.pages[0]?.items[0];
  const readAll = useReadAllNotices();
  return (
    <Button
      type="text"
      size="small"
      icon={<CheckCheck size={15} aria-hidden />}
      disabled={unread === 0 || !newest}
      loading={readAll.isPending}
      onClick={() => newest && readAll.mutate({ upTo: newest.id, kind: filter.kind })}
    >
      {t('shell.notices.readAll')}
    </Button>
  );
}
