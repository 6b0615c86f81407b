import { Button, Dropdown } from 'antd';
import { MoreHorizontal } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Action, Link, ObjectInfo, RecordRow } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Part } from '@/ui/part';
import { isMove } from '../controller/states';
import { titleOf } from '../controller/values';
import { useAskDelete } from './use-ask-delete';

const TeamDialog = lazy(() => import('./team-dialog'));
const RecordAccess = lazy(() => import('@/features/access/record-access'));

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
  const askDelete = useAskDelete(object);
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
            onClick: () => askDelete(row, title, { onGone }),
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
