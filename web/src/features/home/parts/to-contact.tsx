import { Link } from '@tanstack/react-router';
import { CalendarCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Condition, ObjectInfo } from '@/api/types';
import { totalText } from '@/format/number';
import { fromWall, todayIn } from '@/format/time';
import { toFilter } from '@/records/controller/filter';
import { useFirst } from '@/records/controller/use-list';
import { isEmpty, titleOf } from '@/records/controller/values';
import { FieldCell } from '@/records/kinds/cells';
import { cardLayout } from '@/records/views/record-cards';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';

/** Who is to be contacted by tonight, missed ones first. The same list query as everywhere, so it drills down. */
export function ToContact({ object }: { object: ObjectInfo }) {
  const field = object.fields.find(({ name, kind }) => name.startsWith('next_') && kind === 'datetime');
  return field ? <Panelled object={object} when={field.name} /> : null;
}

function Panelled({ object, when }: { object: ObjectInfo; when: string }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const tonight = fromWall(todayIn(time_zone).endOf('day'), time_zone);
  const filter: Condition[] = [{ field: when, op: 'lte', value: tonight }];
  if (object.fields.some(({ name, kind }) => name === 'owner' && kind === 'user'))
    filter.unshift({ field: 'owner', op: 'eq', value: 'me' });
  const { facts, mark, line, when: date } = cardLayout(object);
  const fields = [mark, line, date, ...facts].flatMap((field) => field ?? []);
  const { data, isPending, error, refetch } = useFirst({
    object: object.name,
    filter: toFilter(filter),
    sort: when,
    limit: 12,
    fields: [object.title, when, ...fields.map(({ name }) => name)],
  });
  const shown = facts.filter(({ kind }) => kind !== 'user');
  return (
    <Panel
      title={t('home.toContact.title')}
      extra={
        data && data.items.length > 0 ? (
          <Link to="/r/$object" params={{ object: object.name }} search={{ filter, sort: when }}>
            {t('home.all', { total: totalText(data.total) })}
          </Link>
        ) : undefined
      }
    >
      {isPending && <Lines rows={6} />}
      {error && <Failure error={error} retry={refetch} compact />}
      {data?.items.length === 0 && (
        <Blank icon={CalendarCheck} title={t('home.toContact.empty')} compact>
          {t('home.toContact.emptyText')}
        </Blank>
      )}
      <ul className="kd-home-list">
        {data?.items.map((row) => (
          <li key={row.id} className="kd-home-item">
            <div className="kd-home-main">
              <Link to="/r/$object/$id" params={{ object: object.name, id: row.id }}>
                {titleOf(row, object.title)}
              </Link>
              <div>
                {shown
                  .filter(({ name }) => !isEmpty(row[name]))
                  .map((field, index) => (
                    <span key={field.name}>
                      {index > 0 && ' · '}
                      <FieldCell field={field} value={row[field.name]} place="list" />
                    </span>
                  ))}
              </div>
            </div>
            {mark && !isEmpty(row[mark.name]) && (
              <FieldCell field={mark} value={row[mark.name]} place="list" />
            )}
            <div className="kd-home-side">
              {date && <FieldCell field={date} value={row[date.name]} place="list" />}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
