import type { ObjectInfo } from '@/api/types';

/** Which of its fields are asked for in the small box: the text, what sort it is, and when to go on. */
export function boxOf(written: ObjectInfo, parent: string) {
  const writable = written.fields.filter((field) => field.writable);
  return {
    link: writable.find(({ kind, target }) => kind === 'link' && target === parent),
    text: writable.find(({ kind }) => kind === 'long_text') ?? writable.find(({ kind }) => kind === 'text'),
    type: writable.find(({ kind }) => kind === 'choice'),
    next: writable.find(({ name }) => name.startsWith('next_')),
  };
}
