import { App, Button, Dropdown } from 'antd';
import { MoreHorizontal } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { Action, Link, ObjectInfo, RecordRow, Values } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Part } from '@/ui/part';
import { isMove } from '../controller/states';
import { useDelete, useRestore } from '../controller/use-one';
import { titleOf } from '../controller/values';
import { Consequences } from './consequences';

const TeamDialog = lazy(() => import('./team-dialog'));
const RecordAccess = lazy(() => import('@/features/access/record-access'));

/** A delete asks for nothing. */
const NOTHING: Values = {};

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  onAct: (action: Action) => void;
  /** After it is deleted. */
  onGone: () => void;
};

/** Everything that may be done to a record beside what has a button of its own. */
export function RecordMenu({ object, row, onAct, onGone }: Props) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const remove = useDelete(object.name);
  const restore = useRestore();
  const [sharing, setSharing] = useState(false);
  const [asking, setAsking] = useState(false);
  const session = useSession();
  // Whoever looks after access, and whom the record belongs to.
  const mayAsk = session.may.includes('explain') || (row.owner as Link | null)?.id === session.user.id;
  const title = titleOf(row, object.title);
  // What leads from state to state stands in the bar of states.
  const actions = object.actions.filter(
    (one) => row.may?.includes(one.name) && !(object.state && isMove(one)),
  );

  function askDelete() {
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
      onOk: async () => {
        try {
          await remove.mutateAsync(row);
        } catch (error) {
          message.error(asProblem(error).words());
          return;
        }
        onGone();
        const key = `deleted-${row.id}`;
        const undo = async () => {
          message.destroy(key);
          try {
            await restore.mutateAsync({ object: object.name, id: row.id });
            message.success(t('records.restored', { title }));
          } catch (error) {
            message.error(`${t('records.notRestored', { title })} ${asProblem(error).words()}`);
          }
        };
        message.success({
          key,
          duration: 8,
          content: (
            <>
              {t('records.delete.done', { title })}{' '}
              <Button type="link" size="small" onClick={undo}>
                {t('common.undo')}
              </Button>
            </>
          ),
        });
      },
    });
  }
  const menu = [
    ...(row.may?.includes('share')
      ? [
          {
            key: 'share',
            label: t('records.team.open'),
            icon: <Icon name="users-round" size={15} />,
            onClick: () => setSharing(true),
          },
        ]
      : []),
    ...actions.map((one) => ({
      key: one.name,
      label: one.label,
      icon: one.icon ? <Icon name={one.icon} size={15} /> : undefined,
      onClick: () => onAct(one),
    })),
    ...(mayAsk
      ? [
          {
            key: 'who',
            label: t('access.who.entry'),
            icon: <Icon name="eye" size={15} />,
            onClick: () => setAsking(true),
          },
        ]
      : []),
    ...(row.may?.includes('delete')
      ? [
          { type: 'divider' as const, key: 'line' },
          {
            key: 'delete',
            label: t('common.delete'),
            danger: true,
            icon: <Icon name="trash-2" size={15} />,
            onClick: askDelete,
          },
        ]
      : []),
  ];
  return (
    <>
      {menu.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: menu }}>
          <Button icon={<MoreHorizontal size={16} aria-hidden />} aria-label={t('common.more')} />
        </Dropdown>
      )}
      {sharing && (
        <Part>
          <TeamDialog object={object} row={row} title={title} onClose={() => setSharing(false)} />
        </Part>
      )}
      {asking && (
        <Part>
          <RecordAccess object={object} row={row} onClose={() => setAsking(false)} />
        </Part>
      )}
    </>
  );
}
