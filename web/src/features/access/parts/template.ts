import type { Blank, Template, Vocabulary, Word } from './types';

const KINDS: Record<string, string[]> = { amount: ['money', 'number'], choice: ['choice'] };

export type Blanks = Record<string, string>;
/** A policy's text, known to come from a template, with what fills the blanks. */
export type Filled = { template: Template; blanks: Blanks };

/** What a blank may be filled with: roles, objects, or fields of the object that another blank names. */
export function optionsOf({ kind }: Blank, words: Vocabulary, object?: string): Word[] {
  if (kind === 'role') return words.roles;
  if (kind === 'object') return words.objects;
  const fields = words.objects.find(({ name }) => name === object)?.fields ?? [];
  return fields.filter((field) => (kind === 'field' ? field.closable : KINDS[kind]?.includes(field.kind)));
}

/** What a template's blanks are filled with when nobody says otherwise. */
export const usual = (template: Template): Blanks =>
  Object.fromEntries(template.blanks.map(({ name, default: usual }) => [name, usual]));

/** A template's text with its blanks filled. What is typed cannot end the quotes that it stands in. */
export function filled(template: Template, values: Blanks): string {
  return template.blanks.reduce((text, { name, default: usual }) => {
    const value = (values[name] ?? usual).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    return text.replaceAll(`{${name}}`, value);
  }, template.text);
}

/** Blanks after one of them was filled otherwise: those that name a field of the object go along with it. */
export function changed(
  { template, blanks }: Filled,
  name: string,
  value: string,
  words: Vocabulary,
): Blanks {
  const next = { ...blanks, [name]: value };
  if (name !== 'object') return next;
  for (const blank of template.blanks) {
    if (!['field', 'amount', 'choice'].includes(blank.kind)) continue;
    const options = optionsOf(blank, words, value);
    if (!options.some((option) => option.name === next[blank.name]))
      next[blank.name] = options[0]?.name ?? '';
  }
  return next;
}

/** The template that a text was made from, and with what; none where somebody wrote or changed it. */
export function recognised(text: string, templates: Template[]): Filled | undefined {
  for (const template of templates) {
    const found = patternOf(template).exec(tidy(text));
    if (found)
      return {
        template,
        blanks: Object.fromEntries(
          template.blanks.map(({ name }) => [name, unquoted(found.groups?.[name] ?? '')]),
        ),
      };
  }
  return undefined;
}

/** The same words in lines of another length are the same policy. */
const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();
const unquoted = (text: string) => text.replace(/\\(["\\])/g, '$1');

const FORMS: Record<string, string> = { number: '\\d+', text: '(?:[^"\\\\]|\\\\.)*' };

function patternOf({ text, blanks }: Template): RegExp {
  const seen = new Set<string>();
  const parts = tidy(text).split(/\{(\w+)\}/);
  const pattern = parts.map((part, at) => {
    if (at % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const blank = blanks.find(({ name }) => name === part);
    // Braces of the language itself.
    if (!blank) return `\\{${part}\\}`;
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return `(?<${part}>${FORMS[blank.kind] ?? '\\w+'})`;
  });
  return new RegExp(`^${pattern.join('')}$`);
}

/** What a filled template says, in the reader's words. */
export function sentenceOf({ template, blanks }: Filled, words: Vocabulary): string {
  return template.blanks.reduce((sentence, blank) => {
    const value = blanks[blank.name] ?? '';
    const option = optionsOf(blank, words, blanks.object).find(({ name }) => name === value);
    const object = blank.kind === 'object' ? words.objects.find(({ name }) => name === value) : undefined;
    return sentence.replaceAll(`{${blank.name}}`, object?.one ?? option?.label ?? value);
  }, template.sentence);
}

/** What has to be there for a policy ever to let anything through, and is asked for in its text. */
export const asksForOffice = (text: string) => /context\.network\s*==\s*"office"/.test(text);
/** No second factor can be shown yet, so its age is never known. */
export const asksForFactor = (text: string) => /context\.factor_age/.test(text);
