import { Button, Flex } from 'antd';
import { X } from 'lucide-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeletedRecord } from '@/api/types';
import { useCatalog } from '@/records/controller/use-catalog';
import { Dialog } from '@/ui/dialog';
import { useOnce } from '@/ui/use-once';
import { AskUndo } from '@/undo/ask';
import { useRestoreMany } from './use-restore-many';

/** What is chosen, and the way back for all of it. What could not come back is named afterwards. */
export function RestoreBar({ selected, onClear }: { selected: DeletedRecord[]; onClear: () => void }) {
  const { t } = useTranslation();
  const { objects } = useCatalog();
  const { start, busy, done, close } = useRestoreMany();
  const once = useOnce();
  const ask = use(AskUndo);
  const label = (name: string) => objects.find((one) => one.name === name)?.label ?? name;
  const [only, ...others] = done?.operations ?? [];
  const undo = others.length === 0 ? only : undefined;
  return (
    <>
      {(selected.length > 0 || busy) && (
        <section className="kd-bin-bar" aria-label={t('recycleBin.selection')}>
          <span aria-live="polite">{t('recycleBin.selected', { count: selected.length })}</span>
          <Button type="primary" loading={busy} onClick={() => once(() => start(selected))}>
            {t('recycleBin.restoreSelected', { count: selected.length })}
          </Button>
          <span className="kd-grow" />
          <Button
            type="text"
            icon={<X size={15} aria-hidden />}
            aria-label={t('recycleBin.clear')}
            disabled={busy}
            onClick={onClear}
          />
        </section>
      )}
      {done && (
        <Dialog
          open
          // The notice of the job may stand at the top of a phone.
          centered
          title={t('recycleBin.restoredCount', { count: done.total - done.failed.length })}
          onCancel={() => {
            close();
            onClear();
          }}
          footer={
            <Flex gap={8} justify="flex-end">
              {undo && (
                <Button
                  onClick={() => {
                    close();
                    onClear();
                    ask({ operation: undo });
                  }}
                >
                  {t('common.undo')}
                </Button>
              )}
              <Button
                type="primary"
                onClick={() => {
                  close();
                  onClear();
                }}
              >
                {t('common.done')}
              </Button>
            </Flex>
          }
        >
          {done.failed.length > 0 ? (
            <>
              <p>{t('recycleBin.notRestored', { count: done.failed.length })}</p>
              <ul className="kd-bin-failed">
                {done.failed.map(({ item, message }) => (
                  <li key={`${item.object}.${item.id}`}>
                    <b>{item.title ?? `#${item.id}`}</b>{' '}
                    <span className="kd-second">{label(item.object)}</span>
                    <br />
                    {message}
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p>{t('recycleBin.allBack')}</p>
          )}
        </Dialog>
      )}
    </>
  );
}
