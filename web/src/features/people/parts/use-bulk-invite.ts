import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { Page, User } from '@/api/types';
import { usualWay } from './invitation-ways';
import { type InviteRow, type Known, readPeople } from './invite-rows';
import { type MadePerson, proposeLogins } from './use-people';

/** Somebody who was invited, and how: a link that is shown this once, or by mail. */
export type Invited = { name: string; login: string; link: string | null; mailed: string | null };

/** Invites several people, one after the other: whoever fails stays to be mended, and nobody else waits for them. */
export function useBulkInvite(known: Known, department: string | null) {
  const queries = useQueryClient();
  const { mail } = useSession();
  const [rows, setRows] = useState<InviteRow[]>([]);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  /** What the server said of a row, until it is changed. */
  const [refusals, setRefusals] = useState<Record<number, string>>({});
  const [invited, setInvited] = useState<Invited[]>([]);
  const [busy, setBusy] = useState<{ done: number; total: number } | null>(null);
  const stopped = useRef(false);

  /** Reads what was pasted, and looks for logins: one for whoever has none, and whether the others are free. */
  async function read(text: string) {
    const found = readPeople(text, known, department);
    const without = found.filter(({ login, name }) => login === '' && name !== '');
    const logins = without.length > 0 ? await proposeLogins(without.map(({ name }) => name)) : [];
    const proposed = new Map(without.map(({ key }, at) => [key, logins[at] ?? '']));
    const given = found.filter(({ login }) => login !== '').map(({ login }) => login);
    setTaken(await inUse(given));
    setRefusals({});
    setRows(found.map((row) => ({ ...row, login: row.login || (proposed.get(row.key) ?? '') })));
  }

  function change(key: number, part: Partial<InviteRow>) {
    setRows((old) => old.map((row) => (row.key === key ? { ...row, ...part } : row)));
    setRefusals(({ [key]: _, ...others }) => others);
  }

  async function invite() {
    stopped.current = false;
    const all = rows;
    for (const [done, row] of all.entries()) {
      if (stopped.current) break;
      setBusy({ done, total: all.length });
      try {
        const made = await api.post<MadePerson>('/users', bodyOf(row, mail));
        const { path = null, mailed_to: mailed = null } = made.invitation ?? {};
        const link = path && new URL(path, location.origin).href;
        setInvited((old) => [...old, { name: made.name, login: row.login, link, mailed }]);
        setRows((old) => old.filter(({ key }) => key !== row.key));
      } catch (failed) {
        const problem = asProblem(failed);
        const said = problem.fieldErrors().map(({ message }) => message);
        setRefusals((old) => ({ ...old, [row.key]: said.join(' ') || problem.words() }));
      }
    }
    setBusy(null);
    for (const key of ['users', 'departments']) queries.invalidateQueries({ queryKey: [key] });
  }

  return {
    rows,
    taken,
    refusals,
    invited,
    busy,
    read,
    change,
    remove: (key: number) => setRows((old) => old.filter((row) => row.key !== key)),
    invite,
    stop: () => {
      stopped.current = true;
    },
  };
}

function bodyOf({ name, login, email, department, roles }: InviteRow, mail: boolean) {
  return {
    name: name.trim(),
    login,
    ...(email && { email }),
    ...(department && { department }),
    ...(roles.length > 0 && { roles }),
    invite: usualWay(mail, email),
  };
}

async function inUse(logins: string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    logins.map(async (login) => {
      const { items } = await api.get<Page<User>>('/users', { q: login, limit: 20 });
      return items.some((user) => user.login === login) ? login : undefined;
    }),
  );
  return new Set(found.filter((login) => login !== undefined));
}
