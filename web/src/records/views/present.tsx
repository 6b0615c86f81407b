import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Avatar } from '@/ui/avatar';
import { usePresence } from '../controller/use-presence';
import './present.css';

type Props = { object: ObjectInfo; row: RecordRow; editing: boolean };

/** Who else has the record open at this moment, and who of them is about to change it. */
export default function Present({ object, row, editing }: Props) {
  const { t } = useTranslation();
  const others = usePresence(object.name, row.id, editing);
  const names = (some: typeof others) => some.map(({ user }) => user.title).join(t('common.and'));
  const writing = others.filter((other) => other.editing);
  return (
    <span role="status" className="kd-present">
      {others.length > 0 && (
        <>
          {others.slice(0, 3).map(({ user }) => (
            <Avatar key={user.id} id={user.id} name={user.title} size={20} />
          ))}
          <span className="kd-cut" data-writing={writing.length > 0 || undefined}>
            {writing.length > 0
              ? t('records.present.editing', { names: names(writing) })
              : t('records.present.looking', { names: names(others) })}
          </span>
        </>
      )}
    </span>
  );
}
