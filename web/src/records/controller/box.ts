import type { Field, ObjectInfo } from '@/api/types';

/** Which of its fields are asked for in the small box: the text, what sort it is, when and with whom it was, and when to go on. */
export function boxOf(written: ObjectInfo, parent: string) {
  const writable = written.fields.filter((field) => field.writable);
  const links = writable.filter(({ kind }) => kind === 'link');
  const choices = writable.filter(({ kind }) => kind === 'choice');
  const isNext = ({ name }: Field) => name.startsWith('next_');
  const answers = links.find(({ target }) => target === written.name);
  const fate = choices.find(isFate);
  const type = choices.find((field) => field !== fate);
  return {
    link: links.find(({ target }) => target === parent),
    text: writable.find(({ kind }) => kind === 'long_text') ?? writable.find(({ kind }) => kind === 'text'),
    // What answers another is written below that.
    type: type && answers ? { ...type, options: type.options?.filter(({ value }) => value !== REPLY) } : type,
    who: links.find(({ target }) => target !== parent && target !== written.name),
    at: writable.find((field) => field.kind === 'datetime' && !isNext(field)),
    next: writable.find(isNext),
    /** What becomes of the appointment that stands at the record. */
    fate,
    answers,
  };
}

const REPLY = 'reply';
const FATES = ['settled', 'kept'];

/** Only what says so of itself: any other second choice of a record that is written here is one that nobody asked about. */
const isFate = ({ name, options = [] }: Field) =>
  name === 'appointment' && FATES.every((fate) => options.some(({ value }) => value === fate));
