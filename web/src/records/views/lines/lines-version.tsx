import { useTranslation } from 'react-i18next';
import type { LineSet, RecordRow } from '@/api/types';
import { count } from '@/format/number';
import { differenceOf, type Line, linesOf, sentOf } from '../../controller/lines/line';
import { Sum, useTotals } from './lines-foot';

type Props = { set: LineSet; lines: Line[]; current: RecordRow; isMine: boolean; derived: boolean };

/** One of two versions of the lines in a few words: how many, what they come to, and what sets mine apart. */
export function LinesVersion({ set, lines, current, isMine, derived }: Props) {
  const { t } = useTranslation();
  const theirs = linesOf(set, current);
  const shown = isMine ? sentOf(set, lines) : theirs;
  const totals = useTotals(set, shown, derived);
  const { added, removed, changed, moved } = differenceOf(set, theirs, lines);
  const apart = [
    added > 0 && t('records.lines.version.added', { total: count(added) }),
    removed > 0 && t('records.lines.version.removed', { total: count(removed) }),
    changed > 0 && t('records.lines.version.changed', { total: count(changed) }),
    moved && t('records.lines.version.moved'),
  ].filter(Boolean);
  return (
    <>
      <span>{t('records.lines.count', { total: count(shown.length) })}</span>
      {totals.map((total) => (
        <span key={total.name} className="kd-lines-version">
          <span className="kd-quiet">{total.label}</span>{' '}
          {total.missing > 0 ? t('records.lines.pending') : <Sum total={total} />}
        </span>
      ))}
      {isMine && apart.length > 0 && (
        <span className="kd-lines-version kd-second">
          {t('records.lines.version.apart', { what: apart.join(t('common.and')) })}
        </span>
      )}
    </>
  );
}
