/** What is found by its label or by another word: its name in the other language, pinyin in full or by initials. */
export type Findable = { label: string; keywords?: string[] };

/** How well something answers to what was typed; the lower the better, `undefined` not at all. */
export function rankOf({ label, keywords = [] }: Findable, typed: string): number | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return 0;
  const name = label.toLowerCase();
  const words = keywords.map((word) => word.toLowerCase());
  if (name === wanted || words.includes(wanted)) return 0;
  if (name.startsWith(wanted)) return 1;
  if (words.some((word) => word.startsWith(wanted))) return 2;
  if (name.includes(wanted)) return 3;
  // One letter stands somewhere in nearly every word.
  return wanted.length > 1 && words.some((word) => word.includes(wanted)) ? 4 : undefined;
}

/** Those that answer, the best first; equally good ones stay in their order. */
export function found<T extends Findable>(all: T[], typed: string): T[] {
  return all
    .flatMap((one) => {
      const rank = rankOf(one, typed);
      return rank === undefined ? [] : [{ one, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

export type Ranked<T extends Findable> = { key: string; commands: T[] };

/** What bears exactly the name that was typed comes before the records in which it was found somewhere; the other entries after. */
export function inOrder<T extends Findable, S extends Ranked<T>>(
  records: S[],
  entries: S[],
  typed: string,
): S[] {
  const isNamed = (command: T) => typed.trim() !== '' && rankOf(command, typed) === 0;
  const part = (named: boolean) =>
    entries
      .map((section) => ({
        ...section,
        key: named ? `named-${section.key}` : section.key,
        commands: section.commands.filter((command) => isNamed(command) === named),
      }))
      .filter(({ commands }) => commands.length > 0);
  return [...part(true), ...records, ...part(false)];
}
