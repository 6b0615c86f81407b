import { Button, Flex } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, Values } from '@/api/types';
import { isMac, Kbd } from '@/ui/kbd';
import { Part } from '@/ui/part';
import { Sheet } from '@/ui/sheet';
import { Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { can, useCatalog } from '../controller/use-catalog';
import { useDraft } from '../controller/use-draft';
import { titleOf } from '../controller/values';

const RecordForm = lazy(() => import('./record-form'));
const ConflictDialog = lazy(() => import('./conflict-dialog'));

type Props = {
  object: ObjectInfo;
  row?: RecordRow;
  initial?: Values;
  /** Its being open stands in the address of the page. */
  addressed?: boolean;
  onClose: () => void;
  onSaved: (row: RecordRow) => void;
};

/** The form of a new or an existing record. Mounted while it is open. */
export function RecordDrawer({ object, row, initial, addressed, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { objects } = useCatalog();
  const along = objects.find((other) => object.along?.includes(other.name) && can(other, 'create'));
  const draft = useDraft({
    object,
    row,
    initial,
    along,
    onSaved: (saved) => {
      guard.release();
      onSaved(saved);
    },
  });
  const guard = useGuard(draft.dirty);
  const save = () => draft.save(t('records.form.missing'));
  useHotkeys({ 'mod+s': save });

  async function close() {
    const leaves = await guard.leave();
    if (leaves) onClose();
    return leaves;
  }
  const title = row
    ? t('records.form.edit', { title: titleOf(row, object.title) })
    : t('records.form.create', { label: object.one });
  return (
    <Sheet
      open
      // Lines need the width of a table.
      width={object.lines?.length ? 'min(1240px, calc(100vw - 56px))' : undefined}
      title={title}
      addressed={addressed}
      onClose={close}
      footer={
        <Flex gap={8} justify="flex-end" align="center">
          {!phone && (
            <span className="kd-quiet kd-grow">
              <Kbd>{isMac ? '⌘ S' : 'Ctrl S'}</Kbd> {t('common.save')}
            </span>
          )}
          <Button onClick={close} block={phone}>
            {t('common.cancel')}
          </Button>
          <Button type="primary" onClick={save} loading={draft.saving} block={phone}>
            {t('common.save')}
          </Button>
        </Flex>
      }
    >
      <Part fallback={<Lines rows={8} />}>
        <RecordForm object={object} draft={draft} fresh={row === undefined} />
        {draft.conflict && (
          <ConflictDialog
            object={object}
            conflict={draft.conflict}
            mine={draft.values}
            lines={draft.lines}
            onResolve={draft.resolve}
            onCancel={draft.dismissConflict}
          />
        )}
      </Part>
    </Sheet>
  );
}
