// The language of policies, as far as an editor has to know it: colours, completion, places.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { StreamLanguage } from '@codemirror/language';
import type { Text } from '@codemirror/state';
import type { Vocabulary, Word } from './types';

const KEYWORDS = [
  'permit',
  'forbid',
  'when',
  'unless',
  'principal',
  'action',
  'resource',
  'context',
  'in',
  'has',
  'like',
  'is',
  'if',
  'then',
  'else',
];

export const cedar = StreamLanguage.define<null>({
  name: 'cedar',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^\d+/)) return 'number';
    const word = stream.match(/^[A-Za-z_]\w*/);
    if (word && typeof word !== 'boolean') {
      if (word[0] === 'true' || word[0] === 'false') return 'bool';
      if (stream.match('::', false)) return 'typeName';
      return KEYWORDS.includes(word[0]) ? 'keyword' : null;
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
});

const offer = ({ name, label }: Word): Completion => ({ label: name, detail: label });

/** What may follow at the cursor: names in quotes, attributes behind a dot or `has`, else the words of the language. */
export function complete(context: CompletionContext, words?: Vocabulary): CompletionResult | null {
  if (!words) return null;
  const quoted = context.matchBefore(/(?:Action|Role)::"[\w.]*|network\s*[!=]=\s*"\w*/);
  if (quoted) {
    const from = quoted.from + quoted.text.lastIndexOf('"') + 1;
    const of = quoted.text.startsWith('Action')
      ? words.actions
      : quoted.text.startsWith('Role')
        ? words.roles
        : words.networks;
    return { from, options: of.map(offer), validFor: /^[\w.]*$/ };
  }
  const attribute = context.matchBefore(/\b(?:principal|resource|context)(?:\.|\s+has\s+)\w*/);
  if (attribute) {
    const from = attribute.from + (/\w*$/.exec(attribute.text)?.index ?? 0);
    return { from, options: attributesOf(attribute.text, context.state.doc, words), validFor: /^\w*$/ };
  }
  const word = context.matchBefore(/\w+/);
  if (!word && !context.explicit) return null;
  return {
    from: word?.from ?? context.pos,
    options: KEYWORDS.map((label) => ({ label, type: 'keyword' })),
    validFor: /^\w*$/,
  };
}

function attributesOf(path: string, doc: Text, words: Vocabulary): Completion[] {
  if (path.startsWith('context')) return words.context.map(offer);
  if (path.startsWith('principal')) return (words.types[0]?.attributes ?? []).map(offer);
  const named = /resource\s+is\s+(\w+)/.exec(doc.toString())?.[1];
  const types = words.types.filter(({ name }) => (named ? name === named : /^[a-z]/.test(name)));
  const all = new Map(types.flatMap(({ attributes }) => attributes.map((one) => [one.name, one] as const)));
  return [...all.values()].map(offer);
}

/** From line and column, both from one and in characters, to what the editor marks: to the end of the word there. */
export function placeOf(doc: Text, line: number, column: number): { from: number; to: number } {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, column - 1).join('').length;
  const word = /^\S+/.exec(at.text.slice(before))?.[0].length ?? 0;
  const from = Math.min(at.from + before, at.to);
  // Where nothing stands, the character before it is marked.
  return word > 0 ? { from, to: from + word } : { from: Math.max(at.from, from - 1), to: from };
}
