import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Condition, ObjectInfo } from '@/api/types';
import { moment } from '@/format/time';
import { toFilter } from '@/records/controller/filter';
import { useFirst } from '@/records/controller/use-list';
import { titleOf } from '@/records/controller/values';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';

export function RecentlyChanged({ object }: { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const owned = object.fields.some(({ name, kind }) => name === 'owner' && kind === 'user');
  const filter: Condition[] = owned ? [{ field: 'owner', op: 'eq', value: 'me' }] : [];
  const { data, isPending, error, refetch } = useFirst({
    object: object.name,
    filter: toFilter(filter),
    sort: '-updated_at',
    limit: 6,
    fields: [object.title],
  });
  return (
    <Panel
      title={t('home.changed.title', { label: object.many })}
      extra={
        <Link to="/r/$object" params={{ object: object.name }} search={{ filter, sort: '-updated_at' }}>
          {t('home.more')}
        </Link>
      }
    >
      {isPending && <Lines rows={4} />}
      {error && <Failure error={error} retry={refetch} compact />}
      {data?.items.length === 0 && <Blank icon={History} title={t('home.changed.empty')} compact />}
      <ul className="kd-home-list">
        {data?.items.map((row) => (
          <li key={row.id} className="kd-home-item">
            <div className="kd-home-main">
              <Link to="/r/$object/$id" params={{ object: object.name, id: row.id }}>
                {titleOf(row, object.title)}
              </Link>
            </div>
            {row.updated_at && <span className="kd-home-side">{moment(row.updated_at, time_zone)}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
