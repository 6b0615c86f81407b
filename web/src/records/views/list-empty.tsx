import { Button } from 'antd';
import { type LucideIcon, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Icon } from '@/ui/icon';
import { Blank, Lines } from '@/ui/states';
import { useFirst } from '../controller/use-list';

type BeginningProps = { object: ObjectInfo; onCreate?: () => void; onImport?: () => void };
type Props = BeginningProps & {
  /** Somebody searched, or added conditions to what the view shows by itself. */
  narrowed: boolean;
  /** The view's name, where it is only a part of the list. */
  view?: string;
  onClear: () => void;
  onShowAll: () => void;
  /** Set where a search found nothing in a part of the list, and the whole may hold more. */
  onSearchAll?: () => void;
};

const iconOf = ({ icon }: ObjectInfo) => ((props) => <Icon name={icon} {...props} />) as LucideIcon;

/** Why there are no rows: nothing matches, nothing belongs in this view, or nothing is there at all. */
export function Empty({ object, narrowed, view, ...on }: Props) {
  const { t } = useTranslation();
  const { one, many } = object;
  const part = view !== undefined && !narrowed;
  const any = useFirst({ object: object.name, fields: [object.title], limit: 1 }, part);
  if (narrowed)
    return (
      <Blank
        icon={SearchX}
        title={t('records.empty.filtered')}
        actions={
          <>
            {on.onSearchAll && (
              <Button type="primary" onClick={on.onSearchAll}>
                {t('records.empty.searchAll', { label: many })}
              </Button>
            )}
            <Button onClick={on.onClear}>{t('records.empty.clear')}</Button>
          </>
        }
      >
        {t('records.empty.filteredText')}
      </Blank>
    );
  if (any.isLoading) return <Lines rows={8} />;
  if (part && any.data?.items.length !== 0)
    return (
      <Blank
        icon={iconOf(object)}
        title={t('records.empty.view', { view, label: many })}
        actions={<Button onClick={on.onShowAll}>{t('records.empty.showAll', { label: many })}</Button>}
      >
        {t('records.empty.viewText', { label: one })}
      </Blank>
    );
  return <Beginning object={object} onCreate={on.onCreate} onImport={on.onImport} />;
}

/** What this list is for and how to begin with it. */
export function Beginning({ object, onCreate, onImport }: BeginningProps) {
  const { t } = useTranslation();
  const { one, many } = object;
  const text = !onCreate ? 'readOnly' : onImport ? 'textImport' : 'text';
  return (
    <Blank
      icon={iconOf(object)}
      title={t('records.empty.title', { label: many })}
      actions={
        <>
          {onCreate && (
            <Button type="primary" onClick={onCreate}>
              {t('records.create', { label: one })}
            </Button>
          )}
          {onImport && <Button onClick={onImport}>{t('records.import.title', { label: many })}</Button>}
        </>
      }
    >
      {t(`records.empty.${text}`, { label: one })}
    </Blank>
  );
}
