import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown } from 'antd';
import { MessageSquareText, MoreHorizontal, PencilLine } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { Action, Field, Link, ObjectInfo, RecordRow } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Part } from '@/ui/part';
import { isMove } from '../controller/states';
import { useAction } from '../controller/use-action';
import { fieldOf } from '../controller/use-catalog';
import { useDelete, useRestore } from '../controller/use-one';
import { isEmpty, titleOf } from '../controller/values';
import { FieldCell } from '../kinds/cells';

const StateBar = lazy(async () => ({ default: (await import('./state-bar')).StateBar }));
const ActionDialog = lazy(() => import('./action-dialog'));
const TeamDialog = lazy(() => import('./team-dialog'));
const RecordAccess = lazy(() => import('@/features/access/record-access'));

type Props = { object: ObjectInfo; row: RecordRow; onEdit?: () => void; onWrite?: () => void };

export function RecordHeader({ object, row, onEdit, onWrite }: Props) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const act = useAction(object.name);
  const remove = useDelete(object.name);
  const restore = useRestore();
  const [action, setAction] = useState<Action | null>(null);
  const [sharing, setSharing] = useState(false);
  const [asking, setAsking] = useState(false);
  const session = useSession();
  // Whoever looks after access, and whom the record belongs to.
  const mayAsk = session.may.includes('explain') || (row.owner as Link | null)?.id === session.user.id;
  const title = titleOf(row, object.title);
  const fields = (names: string[]) =>
    names.flatMap((name) => fieldOf(object, name) ?? []).filter(({ name }) => !isEmpty(row[name]));
  // What leads from state to state stands in the bar of states.
  const actions = object.actions.filter(
    (one) => row.may?.includes(one.name) && !(object.state && isMove(one)),
  );

  function askDelete() {
    modal.confirm({
      title: t('records.delete.title', { what: title }),
      content: t('records.delete.text'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await remove.mutateAsync(row);
        } catch (error) {
          message.error(asProblem(error).words());
          return;
        }
        navigate({ to: '/r/$object', params: { object: object.name } });
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
      onClick: () => setAction(one),
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
    <header className="kd-card kd-record-head">
      <div className="kd-record-top">
        <h1>{title}</h1>
        <span className="kd-record-badges">
          {fields(object.badges).map((field) => (
            <FieldCell key={field.name} field={badge(field)} value={row[field.name]} place="page" />
          ))}
        </span>
        <div className="kd-record-buttons">
          {menu.length > 0 && (
            <Dropdown trigger={['click']} menu={{ items: menu }}>
              <Button icon={<MoreHorizontal size={16} aria-hidden />} aria-label={t('common.more')} />
            </Dropdown>
          )}
          {onEdit && (
            <Button icon={<PencilLine size={16} strokeWidth={1.75} aria-hidden />} onClick={onEdit}>
              {t('common.edit')}
            </Button>
          )}
          {onWrite && (
            <Button
              // There is one primary button, and where there are states it is the next step.
              type={object.state ? 'default' : 'primary'}
              icon={<MessageSquareText size={16} strokeWidth={1.75} aria-hidden />}
              onClick={onWrite}
            >
              {object.timeline_label}
            </Button>
          )}
        </div>
      </div>
      {fields(object.header).length > 0 && (
        <dl className="kd-record-facts">
          {fields(object.header).map((field) => (
            <HeaderFact key={field.name} field={field} value={row[field.name]} />
          ))}
        </dl>
      )}
      {object.state && (
        <Part>
          <StateBar object={object} row={row} onAct={setAction} />
        </Part>
      )}
      {sharing && (
        <Part>
          <TeamDialog object={object} row={row} title={title} onClose={() => setSharing(false)} />
        </Part>
      )}
      {action && (
        <Part>
          <ActionDialog
            object={object}
            action={action}
            many={1}
            title={title}
            run={async (input) => {
              const after = await act.mutateAsync({ id: row.id, action: action.name, input });
              if (object.title in after) {
                message.success(t('records.acted', { action: action.label }));
                return;
              }
              message.success(t('records.actedAway', { action: action.label }));
              navigate({ to: '/r/$object', params: { object: object.name } });
            }}
            onClose={() => setAction(null)}
          />
        </Part>
      )}
      {asking && (
        <Part>
          <RecordAccess object={object} row={row} onClose={() => setAsking(false)} />
        </Part>
      )}
    </header>
  );
}

/** Beside the title every choice reads as a tag, also one without a colour of its own. */
function badge(field: Field): Field {
  if (field.kind !== 'choice') return field;
  return {
    ...field,
    options: field.options?.map((option) => ({ ...option, color: option.color ?? 'default' })),
  };
}

const pictures: Partial<Record<Field['kind'], string>> = {
  phone: 'phone',
  email: 'mail',
  address: 'map-pin',
  datetime: 'calendar-clock',
  date: 'calendar-clock',
  link: 'building-2',
  money: 'wallet',
};

function HeaderFact({ field, value }: { field: Field; value: unknown }) {
  const picture = field.name === 'region' ? 'map-pin' : pictures[field.kind];
  const isTime = field.kind === 'date' || field.kind === 'datetime';
  return (
    <div title={field.label}>
      <dt>
        {picture && <Icon name={picture} size={14} />}
        <span className={isTime || (!picture && field.kind !== 'user') ? 'kd-fact-label' : 'kd-hidden'}>
          {field.label}
        </span>
      </dt>
      <dd>
        <FieldCell field={field} value={value} place="page" />
      </dd>
    </div>
  );
}
