// The filter bar's conditions and the filter tree of the interface. Pure.
import type { Condition, Filter, Op } from '@/api/types';

/** All of what a list asks for at once: the parts of an "and", else the whole. */
export function clausesOf(filter: Filter | null | undefined): Filter[] {
  if (!filter) return [];
  return 'and' in filter ? filter.and.flatMap(clausesOf) : [filter];
}

export function toFilter(clauses: Filter[]): Filter | undefined {
  if (clauses.length === 0) return undefined;
  return clauses.length === 1 ? clauses[0] : { and: clauses };
}

/** What came with an address, clause by clause: one that is none stays to be seen and taken away, and the server refuses it. */
export const asClauses = (typed: unknown[]): Filter[] =>
  typed.map((one) => (isFilter(one) ? one : { field: '', op: 'eq', value: JSON.stringify(one) }));

function isFilter(typed: unknown): typed is Filter {
  if (typeof typed !== 'object' || typed === null) return false;
  if ('field' in typed)
    return typeof typed.field === 'string' && 'op' in typed && typeof typed.op === 'string';
  if ('not' in typed) return isFilter(typed.not);
  const parts = 'and' in typed ? typed.and : 'or' in typed ? typed.or : undefined;
  return Array.isArray(parts) && parts.every(isFilter);
}

export const isCondition = (clause: Filter): clause is Condition => 'field' in clause;

/** The conditions of which one is enough. Nothing stands deeper than in such a group: what does was not made here, and is only read. */
export const anyOf = (clause: Filter): Condition[] | null =>
  'or' in clause && clause.or.every(isCondition) ? (clause.or as Condition[]) : null;

export const grouped = (conditions: Condition[]): Filter | undefined =>
  conditions.length > 1 ? { or: conditions } : conditions[0];

/** What a clause says, in whatever order its members came. */
export function said(clause: Filter): string {
  if (isCondition(clause)) return JSON.stringify([clause.field, clause.op, clause.value ?? null]);
  if ('not' in clause) return `not(${said(clause.not)})`;
  const all = (parts: Filter[]) => `(${parts.map(said).join()})`;
  return 'and' in clause ? `and${all(clause.and)}` : `or${all(clause.or)}`;
}

/** Whether two lists ask for the same, in whichever order. */
export const isSame = (one: Filter[], other: Filter[]): boolean =>
  one.length === other.length && one.map(said).sort().join() === other.map(said).sort().join();

export type ListSearch = { view?: string; q?: string; sort?: string; filter?: Filter[]; preview?: boolean };

/** The operator that people mean most often, for a condition that has just been added. */
export function firstOp(ops: Op[]): Op {
  const order: Op[] = ['in', 'within', 'contains', 'between', 'eq'];
  return order.find((op) => ops.includes(op)) ?? ops[0] ?? 'eq';
}

export type Sort = { field: string; down: boolean };

export function parseSort(sort: string): Sort | null {
  const first = sort.split(',')[0];
  if (!first) return null;
  return first.startsWith('-') ? { field: first.slice(1), down: true } : { field: first, down: false };
}

/** Clicking a heading: up, down, and back to the list's own order. */
export function nextSort(sort: string, field: string): string | undefined {
  const now = parseSort(sort);
  if (now?.field !== field) return field;
  return now.down ? undefined : `-${field}`;
}
