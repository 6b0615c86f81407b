import type { TFunction } from 'i18next';
import { count } from '@/format/number';
import type { BulkPreview } from '../controller/use-bulk-preview';

/** More kinds of things than these are “and others”. */
const NAMED = 3;

/** What a step takes along and puts out of one's sight, one sentence each. `total` is how many records it is about. */
export function previewWords(preview: BulkPreview, total: number, deletes: boolean, t: TFunction): string[] {
  const { along, tried, out_of_sight: unseen, refused } = preview;
  const named = along
    .slice(0, NAMED)
    .map(({ called, count: number }) =>
      t('records.consequences.things', { total: count(number), label: called }),
    )
    .join(t('common.and'));
  const rest = along.slice(NAMED).reduce((sum, one) => sum + one.count, 0);
  const things = rest > 0 ? t('records.consequences.more', { named, total: count(rest) }) : named;
  const all = total === tried;
  return [
    ...(named
      ? [t(deletes ? 'records.consequences.alongBin' : 'records.consequences.along', { things })]
      : []),
    ...(unseen > 0
      ? [
          total === 1
            ? t('records.consequences.unseenOne')
            : unseen === tried
              ? t('records.consequences.unseenAll')
              : t(all ? 'records.consequences.unseen' : 'records.consequences.unseenOfTried', {
                  total: count(unseen),
                  tried: count(tried),
                }),
        ]
      : []),
    ...(refused > 0 && total > 1
      ? [
          t(all ? 'records.consequences.refused' : 'records.consequences.refusedOfTried', {
            total: count(refused),
            tried: count(tried),
          }),
        ]
      : []),
  ];
}
