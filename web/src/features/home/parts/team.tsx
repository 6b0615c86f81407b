import { Link } from '@tanstack/react-router';
import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '@/api/types';
import { count } from '@/format/number';
import { headingOf } from '@/records/controller/use-catalog';
import { Person } from '@/ui/avatar';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';
import type { HomeObject } from './home-object';
import { type Member, ownedBy, type useTeam } from './use-team';

type Column = 'total' | 'today' | 'overdue' | 'cold' | 'week';
const COLUMNS: Column[] = ['total', 'today', 'overdue', 'cold', 'week'];

type Props = { home: HomeObject; team: ReturnType<typeof useTeam>; ranked: boolean };

/** A team, person by person: what is due, what was missed, what goes cold, and what was done about it. */
export function Team({ home, team, ranked }: Props) {
  const { t } = useTranslation();
  const [by, setBy] = useState<Column>(ranked ? 'week' : 'overdue');
  const { members, pending, error, refetch } = team;
  const sorted = [...members].sort((a, b) => (b[by] ?? 0) - (a[by] ?? 0) || b.total - a.total);
  const most = Math.max(1, ...members.map((member) => member[by] ?? 0));
  return (
    <Panel
      title={t(ranked ? 'home.team.ranking' : 'home.team.title')}
      text={t('home.team.text', { days: home.cold.days })}
    >
      {pending && <Lines rows={5} />}
      {error && <Failure error={error} retry={refetch} compact />}
      {!pending && !error && members.length === 0 && (
        <Blank icon={UsersRound} title={t('home.team.empty')} compact>
          {t('home.team.emptyText')}
        </Blank>
      )}
      {members.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard, too.
        <section className="kd-scroll-x" tabIndex={0} aria-label={t('home.team.table')}>
          <table className="kd-plain-table kd-team">
            <thead>
              <tr>
                <th>{t('home.team.person')}</th>
                {COLUMNS.map((column) => (
                  <th key={column} className="kd-end" aria-sort={by === column ? 'descending' : undefined}>
                    <button type="button" onClick={() => setBy(column)} data-on={by === column || undefined}>
                      {t(`home.team.column.${column}`, { label: headingOf(home.object) })}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.map((member, place) => (
                <tr key={member.id ?? 'nobody'}>
                  <th scope="row">
                    {ranked && <span className="kd-team-place">{place + 1}</span>}
                    {member.id ? <Person id={member.id} name={member.name} /> : member.name}
                    <span className="kd-team-bar" style={{ width: `${(100 * (member[by] ?? 0)) / most}%` }} />
                  </th>
                  {COLUMNS.map((column) => (
                    <td key={column} className="kd-end" data-warn={isWarning(column, member) || undefined}>
                      <Count home={home} member={member} column={column} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

const isWarning = (column: Column, member: Member) =>
  (column === 'overdue' || column === 'cold') && (member[column] ?? 0) > 0;

/** A figure that opens the list of what it counts, where a list can say it. */
function Count({ home, member, column }: { home: HomeObject; member: Member; column: Column }) {
  const { object, next, cold, written } = home;
  const number = member[column];
  if (number === null) return <span className="kd-quiet">—</span>;
  const value = count(number);
  if (number === 0) return <span className="kd-quiet">0</span>;
  if (column === 'week') {
    const { at, author } = written ?? {};
    if (!written || !at || !author || member.id === null) return value;
    const filter: Condition[] = [
      { field: author.name, op: 'eq', value: member.id },
      { field: at.name, op: 'within', value: 'this_week' },
    ];
    return <To object={written.object.name} filter={filter} value={value} />;
  }
  // Only a view says what was not spoken to: a list's own conditions cannot.
  if (column === 'cold' && !cold.view) return value;
  const more: Record<Exclude<Column, 'week'>, Condition[]> = {
    total: [],
    today: [{ field: next.name, op: 'within', value: 'today' }],
    overdue: [{ field: next.name, op: 'within', value: 'overdue' }],
    cold: [],
  };
  return (
    <To
      object={object.name}
      view={column === 'cold' ? cold.view : undefined}
      filter={[...ownedBy(home, member.id), ...more[column]]}
      value={value}
    />
  );
}

function To({
  object,
  filter,
  view,
  value,
}: {
  object: string;
  filter: Condition[];
  view?: string;
  value: string;
}) {
  return (
    <Link to="/r/$object" params={{ object }} search={{ view, filter }}>
      {value}
    </Link>
  );
}
