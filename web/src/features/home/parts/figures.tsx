import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Condition, Field } from '@/api/types';
import { count } from '@/format/number';
import { headingOf } from '@/records/controller/use-catalog';
import { useGroups } from '@/records/controller/use-groups';
import { Panel } from '@/ui/panel';
import { Failure, Lines } from '@/ui/states';
import type { HomeObject } from './home-object';
import { totalOf, type useTeam } from './use-team';

type Team = ReturnType<typeof useTeam>;

/** How the company stands, in a handful of figures; each opens what it counts. */
export function Figures({ home, team }: { home: HomeObject; team: Team }) {
  const { t } = useTranslation();
  const { object, next, cold, written } = home;
  if (team.pending) return <Lines rows={2} />;
  if (team.error) return <Failure error={team.error} retry={team.refetch} compact />;
  const { week, before, error, refetch } = team.written;
  const within = (value: string): Condition[] => [{ field: next.name, op: 'within', value }];
  const figures: {
    key: string;
    value?: number;
    note?: string;
    object?: string;
    view?: string;
    filter?: Condition[];
  }[] = [
    { key: 'total', value: totalOf(team.members, 'total'), object: object.name, filter: [] },
    { key: 'today', value: totalOf(team.members, 'today'), object: object.name, filter: within('today') },
    {
      key: 'overdue',
      value: totalOf(team.members, 'overdue'),
      object: object.name,
      filter: within('overdue'),
    },
    { key: 'cold', value: totalOf(team.members, 'cold'), object: cold.view && object.name, view: cold.view },
    {
      key: 'week',
      value: week,
      note: before === undefined ? undefined : t('home.figures.before', { total: count(before) }),
      object: written?.object.name,
      filter: written?.at && [{ field: written.at.name, op: 'within', value: 'this_week' }],
    },
  ];
  return (
    <>
      <ul className="kd-figures" aria-label={t('home.figures.title')}>
        {figures.map(({ key, value, note, object: name, view, filter }) => (
          <li key={key} className="kd-card kd-figure">
            <span>{t(`home.figures.${key}`, { label: headingOf(object) })}</span>
            {value === undefined ? (
              <b>—</b>
            ) : name && (filter || view) ? (
              <Link to="/r/$object" params={{ object: name }} search={{ view, filter }}>
                {count(value)}
              </Link>
            ) : (
              <b>{count(value)}</b>
            )}
            {note && <span className="kd-quiet">{note}</span>}
          </li>
        ))}
      </ul>
      {error && <Failure error={error} retry={refetch} compact />}
    </>
  );
}

/** How many there are in each state, as bars; each opens its list. */
export function StateBars({ home }: { home: HomeObject }) {
  const field = home.object.badges
    .flatMap((name) => home.object.fields.find((one) => one.name === name) ?? [])
    .find(({ kind, options, required }) => kind === 'choice' && required && options?.length);
  return field ? <Bars home={home} field={field} /> : null;
}

function Bars({ home: { object }, field }: { home: HomeObject; field: Field }) {
  const { t } = useTranslation();
  const { data, isPending, error, refetch } = useGroups({ object: object.name, by: field.name });
  const totals = new Map((data?.items ?? []).map(({ value, total }) => [String(value), total]));
  const most = Math.max(1, ...totals.values());
  return (
    <Panel title={t('home.figures.by', { label: headingOf(object), field: field.label })}>
      {isPending && <Lines rows={4} />}
      {error && <Failure error={error} retry={refetch} compact />}
      <ul className="kd-bars">
        {data &&
          field.options?.map(({ value, label }) => (
            <li key={value}>
              <span>{label}</span>
              <span className="kd-bar-track">
                <span style={{ width: `${(100 * (totals.get(value) ?? 0)) / most}%` }} />
              </span>
              <Link
                to="/r/$object"
                params={{ object: object.name }}
                search={{ filter: [{ field: field.name, op: 'eq', value }] }}
              >
                {count(totals.get(value) ?? 0)}
              </Link>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
