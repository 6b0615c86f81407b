import type { Condition, Filter } from '@/api/types';
import { type Group, useGroups } from '@/records/controller/use-groups';
import { isLink } from '@/records/controller/values';
import type { HomeObject } from './home-object';

export type Member = {
  id: string | null;
  name: string;
  total: number;
  overdue: number;
  today: number;
  cold: number;
  /** Written this week and last week; null where that is not known. */
  week: number | null;
  before: number | null;
};

/** What is counted of somebody's records, as filters that also open the list of what was counted. */
export function countsOf({ next, cold }: HomeObject): Record<'overdue' | 'today' | 'cold', Filter> {
  return {
    overdue: { field: next.name, op: 'within', value: 'overdue' },
    today: { field: next.name, op: 'within', value: 'today' },
    cold: cold.filter,
  };
}

export const ownedBy = ({ owner }: HomeObject, id: string | null): Condition[] => {
  if (!owner) return [];
  return [
    id === null
      ? { field: owner.name, op: 'empty', value: true }
      : { field: owner.name, op: 'eq', value: id },
  ];
};

const idOf = ({ value }: Group) => (isLink(value) ? value.id : null);

/** Everybody whose records one sees, with what is to be done about those and what they have written. */
export function useTeam(home: HomeObject, nobody: string) {
  const { object, owner, written } = home;
  const owned = useGroups(
    { object: object.name, by: owner?.name ?? '', counts: countsOf(home) },
    owner !== undefined,
  );
  const { at, author } = written ?? {};
  const wrote = useGroups(
    {
      object: written?.object.name ?? '',
      by: author?.name ?? '',
      filter: at && { field: at.name, op: 'within', value: { past: 14 } },
      counts: at && {
        week: { field: at.name, op: 'within', value: 'this_week' },
        before: { field: at.name, op: 'within', value: 'last_week' },
      },
    },
    at !== undefined && author !== undefined,
  );
  const words = new Map((wrote.data?.items ?? []).map((group) => [idOf(group), group.counts]));
  const unknown = wrote.data ? 0 : null;
  const members: Member[] = (owned.data?.items ?? []).map((group) => {
    const id = idOf(group);
    const { overdue = 0, today = 0, cold = 0 } = group.counts;
    const { week = unknown, before = unknown } = words.get(id) ?? {};
    const name = isLink(group.value) ? (group.value.title ?? `#${group.value.id}`) : nobody;
    return { id, name, total: group.total, overdue, today, cold, week, before };
  });
  return {
    members,
    pending: owned.isPending,
    error: owned.error,
    refetch: owned.refetch,
    /** What was written by everybody, whether or not they have records of their own. */
    written: {
      week: wrote.data && sumOf(wrote.data.items, 'week'),
      before: wrote.data && sumOf(wrote.data.items, 'before'),
      error: wrote.error,
      refetch: wrote.refetch,
    },
  };
}

const sumOf = (groups: Group[], key: string) =>
  groups.reduce((sum, { counts }) => sum + (counts[key] ?? 0), 0);

export const totalOf = (members: Member[], key: 'total' | 'overdue' | 'today' | 'cold') =>
  members.reduce((sum, member) => sum + member[key], 0);
