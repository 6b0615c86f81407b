import type { Link, User } from '@/api/types';
import type { Supposed } from '@/what-if/types';
import type { PersonInput } from './use-people';

/** What the form holds. */
export type PersonValues = {
  login: string;
  name: string;
  department: string | null;
  departments: string[];
  post: string;
  email: string;
  superior: Link | null;
  clearance: number;
  roles: string[];
  password: string;
};

export function valuesOf(person?: User, department?: string | null): PersonValues {
  return {
    login: person?.login ?? '',
    name: person?.name ?? '',
    department: person ? (person.department?.id ?? null) : (department ?? null),
    departments: person?.departments?.map(({ id }) => id) ?? [],
    post: person?.post ?? '',
    email: person?.email ?? '',
    superior: person?.superior ?? null,
    clearance: person?.clearance ?? 0,
    roles: person?.roles ?? [],
    password: '',
  };
}

/** Only what is different: whoever may not change the rest does not send it either. */
export function changesOf(before: PersonValues, values: PersonValues): PersonInput {
  const change: Record<string, unknown> = {};
  for (const name of Object.keys(values) as (keyof PersonValues)[]) {
    const now = values[name];
    if (JSON.stringify(before[name]) === JSON.stringify(now)) continue;
    if (name === 'superior') change.superior = values.superior?.id ?? null;
    else change[name] = now === '' ? null : now;
  }
  return change as PersonInput;
}

/** Somebody new: login and name always, the rest where it was filled in. */
export function inputOf(before: PersonValues, values: PersonValues): PersonInput {
  const { login, name, department } = values;
  return { ...changesOf(before, values), login, name, department };
}

/** What a change says of access, to ask what would become of it; none where it says nothing of it. */
export function supposed(id: string, change: PersonInput): Supposed | undefined {
  const { roles, department, departments, superior, clearance } = change;
  const said = Object.entries({ roles, department, departments, superior, clearance }).filter(
    ([, value]) => value !== undefined,
  );
  return said.length > 0 ? { id, ...Object.fromEntries(said) } : undefined;
}
