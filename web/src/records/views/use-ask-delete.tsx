import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo, RecordRow, Values } from '@/api/types';
import { useDelete, useRestore } from '../controller/use-one';
import { Consequences } from './consequences';

/** A delete asks for nothing. */
const NOTHING: Values = {};

type After = {
  /** It is deleted. */
  onGone: () => unknown;
  /** It is there again. */
  onBack?: () => unknown;
};

/** Deletes a record after saying what goes along, and offers to put it back from the notice. */
export function useAskDelete(object: ObjectInfo) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const remove = useDelete(object.name);
  const restore = useRestore();

  async function putBack(row: RecordRow, title: string, key: string, { onBack }: After) {
    message.destroy(key);
    try {
      await restore.mutateAsync({ object: object.name, id: row.id });
      onBack?.();
      message.success(t('records.restored', { title }));
    } catch (error) {
      message.error(`${t('records.notRestored', { title })} ${asProblem(error).words()}`);
    }
  }
  async function go(row: RecordRow, title: string, after: After) {
    try {
      await remove.mutateAsync(row);
    } catch (error) {
      message.error(asProblem(error).words());
      return;
    }
    after.onGone();
    const key = `deleted-${object.name}-${row.id}`;
    message.success({
      key,
      duration: 8,
      content: (
        <>
          {t('records.delete.done', { title })}{' '}
          <Button type="link" size="small" onClick={() => putBack(row, title, key, after)}>
            {t('common.undo')}
          </Button>
        </>
      ),
    });
  }
  return (row: RecordRow, title: string, after: After) =>
    modal.confirm({
      title: t('records.delete.title', { what: title }),
      content: (
        <>
          <p>{t('records.delete.text', { count: 1 })}</p>
          <Consequences object={object} action="delete" ids={[row.id]} input={NOTHING} />
        </>
      ),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      onOk: () => go(row, title, after),
    });
}
