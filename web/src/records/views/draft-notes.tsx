import type { Field, ObjectInfo } from '@/api/types';
import type { useDraft } from '../controller/use-draft';
import { Candidates, DuplicateNote, LetThrough } from './duplicate-note';

/** The reason for which a duplicate may stand, in what is sent. */
export const BESIDE = 'allow_duplicate';

export type Draft = ReturnType<typeof useDraft>;

export const clashesOf = (draft: Draft, { name }: Field) =>
  draft.duplicates.some(({ field }) => field === name) ||
  draft.errors.some(({ field, code }) => field === name && code.startsWith('duplicate.'));

type Props = {
  object: ObjectInfo;
  draft: Draft;
  field: Field;
  /** Here is said why a duplicate may stand: once, however many there are. */
  letsThrough: boolean;
};

/** What else there is that has the same value, or may be meant. */
export function DraftNotes({ object, draft, field, letsThrough }: Props) {
  if (!clashesOf(draft, field)) {
    const alike = field.name === object.title ? draft.candidates : [];
    return alike.length > 0 ? <Candidates object={object} candidates={alike} /> : null;
  }
  return (
    <>
      <DuplicateNote
        object={object}
        field={field}
        values={draft.values}
        duplicate={draft.duplicates.find((one) => one.field === field.name)}
        link={draft.errors.find((one) => one.field === field.name)?.link}
      />
      {letsThrough && object.verbs.includes('duplicate') && (
        <LetThrough
          reason={draft.reason}
          error={draft.errors.find((one) => one.field === BESIDE)?.message}
          onChange={draft.setReason}
        />
      )}
    </>
  );
}
