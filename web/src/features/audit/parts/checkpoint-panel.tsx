import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { Panel } from '@/ui/panel';
import { Failure, Lines } from '@/ui/states';
import { useCopy } from '@/ui/use-copy';

export function CheckpointPanel() {
  const { t } = useTranslation();
  const copy = useCopy();
  const [open, setOpen] = useState(false);
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['audit-checkpoint'],
    queryFn: () => api.text('/audit/checkpoint'),
    enabled: open,
  });
  return (
    <Panel
      title={t('audit.checkpoint.title')}
      text={t('audit.checkpoint.text')}
      extra={
        <Button size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
          {t(open ? 'audit.checkpoint.hide' : 'audit.checkpoint.show')}
        </Button>
      }
    >
      {open && (
        <div className="kd-checkpoint">
          {isPending && <Lines rows={3} />}
          {error && <Failure error={error} retry={refetch} compact />}
          {data && (
            <>
              <pre>{data}</pre>
              <Button
                size="small"
                icon={<Copy size={14} aria-hidden />}
                onClick={() => copy(data)}
                className="kd-checkpoint-copy"
              >
                {t('common.copy')}
              </Button>
            </>
          )}
        </div>
      )}
    </Panel>
  );
}
