import { useTranslation } from 'react-i18next';
import type { Field, Value } from '@/api/types';
import { readingOf } from '../controller/readings';

/** How what stands in a field is understood, in words, if there is anything to be said; `unread` is what the server said of it. */
export function useUnderstood(field: Field, value: Value, unread: string | undefined) {
  const { t } = useTranslation();
  const reading = readingOf(field, value);
  if (reading) return { words: t(`records.reading.${reading.key}`, reading.args), amiss: reading.amiss };
  return unread === undefined ? undefined : { words: unread, amiss: true };
}
