// What an undo does and leaves, in words. Pure.
import type { TFunction } from 'i18next';
import type { Undone } from '@/api/types';
import { count } from '@/format/number';

const KINDS = ['save', 'import', 'bulk_edit', 'bulk_delete', 'bulk_action'];

/** What goes back, or went, one sentence for each way. `again`: what was undone comes back. */
export function whatOf({ kind, counts }: Undone, again: boolean, over: boolean, t: TFunction): string[] {
  const ways = {
    deleted: kind === 'import' ? 'imported' : 'deleted',
    restored: 'restored',
    put_back: again ? 'putBackAgain' : 'putBack',
  } as const;
  return (['deleted', 'restored', 'put_back'] as const).flatMap((way) => {
    const [first, ...rest] = counts.filter((one) => one[way] > 0);
    if (!first) return [];
    const related = rest.reduce((sum, one) => sum + one[way], 0);
    const what = t(related > 0 ? 'common.undoing.recordsAnd' : 'common.undoing.records', {
      label: (first[way] === 1 ? first.one : first.many) ?? first.label,
      total: count(first[way]),
      related: count(related),
      count: related,
    });
    return [t(`common.undoing.${over ? 'did' : 'will'}.${ways[way]}`, { what })];
  });
}

/** What stays, and what goes back but for some fields. */
export function keptOf({ kept_total, partly_total }: Undone, again: boolean, t: TFunction): string[] {
  const whole = kept_total - partly_total;
  return [
    ...(partly_total > 0
      ? [t(again ? 'common.undoing.partlyBack' : 'common.undoing.partly', { total: count(partly_total) })]
      : []),
    ...(whole > 0 ? [t('common.undoing.kept', { total: count(whole) })] : []),
  ];
}

/** What the question is about: the work by its title, or by its kind as soon as that is known. */
export function headingOf(
  title: string | undefined,
  kind: string | undefined,
  again: boolean,
  t: TFunction,
): string {
  if (title) return t(again ? 'common.undoing.restoreTitle' : 'common.undoing.title', { title });
  if (again) return t('common.undoing.restoreWhat');
  const what = kind && KINDS.includes(kind) ? t(`common.undoing.what.${kind}`) : undefined;
  return what ? t('common.undoing.titleWhat', { what }) : t('common.undo');
}
