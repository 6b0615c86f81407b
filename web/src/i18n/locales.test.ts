import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en';
import zh from './zh-CN';

function keysOf(tree: unknown, path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  return Object.entries(tree).flatMap(([key, branch]) => keysOf(branch, path ? `${path}.${key}` : key));
}

const src = join(import.meta.dirname, '..');
const sources = readdirSync(src, { recursive: true })
  .map(String)
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }));

/** Without the form for one or for many. */
const base = (key: string) => key.replace(/_(one|other)$/, '');

const known = keysOf(zh);
const branches = new Set(
  known.flatMap((key) => key.split('.').map((_, end, parts) => parts.slice(0, end).join('.'))),
);

describe('the texts', () => {
  it('are the same keys in both languages, but for the forms of one and of many, which only English has', () => {
    expect([...new Set(keysOf(en).map(base))].sort()).toEqual([...known].sort());
  });

  it('have both forms where they have one of them', () => {
    const forms = keysOf(en).filter((key) => base(key) !== key);
    const alone = forms.filter(
      (key) => !['_one', '_other'].every((form) => forms.includes(base(key) + form)),
    );
    expect(alone).toEqual([]);
  });

  it('exist for each key that the code names', () => {
    const missing = sources.flatMap(({ name, text }) =>
      [
        ...text.matchAll(
          /'((?:common|session|setup|invite|shell|home|account|access|people|recycleBin|audit|records|settings)\.[\w.-]+)'/g,
        ),
      ]
        .map(([, key]) => key as string)
        .filter((key) => !known.includes(key))
        .map((key) => `${name}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('have a branch for each key that the code builds', () => {
    const missing = sources.flatMap(({ name, text }) =>
      [
        ...text.matchAll(
          /`((?:common|session|setup|invite|shell|home|account|access|people|recycleBin|audit|records|settings)(?:\.\w+)*)\.?\$\{/g,
        ),
      ]
        .map(([, branch]) => branch as string)
        .filter((branch) => !branches.has(branch))
        .map((branch) => `${name}: ${branch}`),
    );
    expect(missing).toEqual([]);
  });

  it('keep the same placeholders', () => {
    const holes = (tree: unknown, key: string) => {
      const text = key
        .split('.')
        .reduce<unknown>((branch, part) => (branch as Record<string, unknown>)[part], tree);
      return [...String(text).matchAll(/\{\{(\w+)\}\}/g)].map(([, hole]) => hole).sort();
    };
    const differing = keysOf(en).filter((key) => {
      const [zhHoles, enHoles] = [holes(zh, base(key)), holes(en, key)];
      return enHoles.some((hole) => !zhHoles.includes(hole));
    });
    expect(differing.filter((key) => !key.startsWith('records.timeline.verb'))).toEqual([]);
  });
});
