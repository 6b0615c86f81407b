// What an undo does and leaves, in words. Pure.
import type { TFunction } from 'i18next';
import type { Undone } from '@/api/types';
import { count } from '@/format/number';

const KINDS = ['save', 'import', 'bulk_edit', 'bulk_delete', 'bulk_action'];

/** What goes back, or went: each kind of work goes back in a way of its own. `again`: what was undone comes back. */
export function whatOf({ kind, undone }: Undone, again: boolean, over: boolean, t: TFunction): string {
  const way = kind === 'undo' ? (again ? 'undo' : 'undoAgain') : KINDS.includes(kind) ? kind : 'save';
  return t(`common.undoing.${over ? 'did' : 'will'}.${way}`, { total: count(undone) });
}

/** What stays. Of the records that are not listed nobody says whether some of their fields went back all the same. */
export function keptOf({ kept, kept_total }: Undone, again: boolean, t: TFunction): string[] {
  if (kept_total > kept.length) return [t('common.undoing.keptOrPartly', { total: count(kept_total) })];
  const partly = kept.filter((one) => one.partly).length;
  const whole = kept_total - partly;
  return [
    ...(partly > 0
      ? [t(again ? 'common.undoing.partlyBack' : 'common.undoing.partly', { total: count(partly) })]
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
