import { App, Button, Dropdown } from 'antd';
import { ChevronLeft, ChevronRight, Copy, Home, MoreHorizontal, PencilLine, Trash2 } from 'lucide-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo, ViewDraft } from '@/api/types';
import { Part } from '@/ui/part';
import type { Views } from '../controller/use-views';
import type { ListView } from '../controller/views';

const ViewDialog = lazy(() => import('./view-dialog'));

export type Keeping = 'new' | 'copy' | 'edit';

type Props = {
  object: ObjectInfo;
  views: Views;
  view: ListView;
  /** What a copy of the view would ask for, as the list stands. */
  content: ViewDraft;
  /** The dialog is opened from elsewhere, too. */
  keeping: Keeping | null;
  onKeep: (keeping: Keeping | null) => void;
  onOpen: (key: string | undefined) => void;
};

const small = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** What can be done with the view that is open: put elsewhere among the tabs, renamed, shown to others, copied, deleted. */
export function ViewMenu({ object, views, view, content, keeping, onKeep, onOpen }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { kept } = view;
  const at = views.views.findIndex(({ key }) => key === view.key);
  const isFirst = views.choices.first === view.key;

  async function remove() {
    if (!kept) return;
    try {
      await views.remove(kept);
    } catch (error) {
      message.error(asProblem(error).words());
      return;
    }
    onOpen(undefined);
    const key = `view-${kept.id}`;
    const undo = async () => {
      message.destroy(key);
      try {
        await views.restore(kept);
        onOpen(view.key);
      } catch (error) {
        message.error(asProblem(error).words());
      }
    };
    message.success({
      key,
      duration: 8,
      content: (
        <>
          {t('records.view.deleted', { name: view.label })}{' '}
          <Button type="link" size="small" onClick={undo}>
            {t('common.undo')}
          </Button>
        </>
      ),
    });
  }
  const items = [
    {
      key: 'first',
      label: t(isFirst ? 'records.view.notFirst' : 'records.view.first'),
      icon: <Home {...small} />,
      onClick: () => views.openFirst(isFirst ? undefined : view.key),
    },
    {
      key: 'left',
      label: t('records.view.left'),
      icon: <ChevronLeft {...small} />,
      disabled: at <= 0,
      onClick: () => views.move(view, -1),
    },
    {
      key: 'right',
      label: t('records.view.right'),
      icon: <ChevronRight {...small} />,
      disabled: at < 0 || at === views.views.length - 1,
      onClick: () => views.move(view, 1),
    },
    { type: 'divider' as const, key: 'line' },
    ...(kept?.may_change
      ? [
          {
            key: 'edit',
            label: t('records.view.edit'),
            icon: <PencilLine {...small} />,
            onClick: () => onKeep('edit'),
          },
        ]
      : []),
    {
      key: 'copy',
      label: t('records.view.copy'),
      icon: <Copy {...small} />,
      onClick: () => onKeep('copy'),
    },
    ...(kept?.may_change
      ? [
          {
            key: 'delete',
            label: t('common.delete'),
            danger: true,
            icon: <Trash2 {...small} />,
            onClick: remove,
          },
        ]
      : []),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }} autoFocus>
        <Button
          type="text"
          size="small"
          icon={<MoreHorizontal size={16} aria-hidden />}
          aria-label={t('records.view.menu', { name: view.label })}
        />
      </Dropdown>
      {keeping && (
        <Part>
          <ViewDialog
            object={object}
            views={views}
            view={view}
            content={content}
            keeping={keeping}
            onClose={() => onKeep(null)}
            onKept={(key) => {
              onKeep(null);
              onOpen(key);
            }}
          />
        </Part>
      )}
    </>
  );
}
