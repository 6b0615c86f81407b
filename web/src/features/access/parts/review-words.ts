import type { Decision, ReviewItem } from './use-reviews';

/** What can be decided about a grant: of one's own nothing that takes it away, and an office has no smaller one. */
export function choicesOf({ used, unused, office }: ReviewItem, own: boolean): Decision[] {
  if (own) return ['keep'];
  return unused.length > 0 && used.length > 0 && !office
    ? ['keep', 'shrink', 'withdraw']
    : ['keep', 'withdraw'];
}

type Named = { name: string; role: string };
export type Tally = {
  withdrawn: Named[];
  shrunk: Named[];
  /** Who would be left without any role. */
  emptied: string[];
};

/** What signing would do. */
export function tallyOf(items: ReviewItem[]): Tally {
  const of = (decision: Decision): Named[] =>
    items
      .filter((item) => item.decision === decision)
      .map(({ user, label }) => ({ name: user.title, role: label }));
  const people = new Map(items.map(({ user }) => [user.id, user.title]));
  const emptied = [...people].filter(([id]) => {
    const held = items.filter(({ user, decision }) => user.id === id && decision !== 'gone');
    return held.length > 0 && held.every(({ decision }) => decision === 'withdraw');
  });
  return { withdrawn: of('withdraw'), shrunk: of('shrink'), emptied: emptied.map(([, name]) => name) };
}
