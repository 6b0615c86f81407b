import type { Blank, Template, Vocabulary, Word } from './types';

const KINDS: Record<string, string[]> = { amount: ['money'], choice: ['choice'] };

/** What a blank may be filled with: roles, objects, or fields of the object that another blank names. */
export function optionsOf({ kind }: Blank, words: Vocabulary, object?: string): Word[] {
  if (kind === 'role') return words.roles;
  if (kind === 'object') return words.objects;
  const fields = words.objects.find(({ name }) => name === object)?.fields ?? [];
  return fields.filter((field) => (kind === 'field' ? field.closable : KINDS[kind]?.includes(field.kind)));
}

/** A template's text with its blanks filled. What is typed cannot end the quotes that it stands in. */
export function filled(template: Template, values: Record<string, string>): string {
  return template.blanks.reduce((text, { name, default: usual }) => {
    const value = (values[name] || usual).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    return text.replaceAll(`{${name}}`, value);
  }, template.text);
}
