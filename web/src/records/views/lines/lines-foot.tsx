import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineSet } from '@/api/types';
import { moneyText } from '@/format/money';
import { count, decimal } from '@/format/number';
import { type Line, sentOf } from '../../controller/lines/line';
import { type Total, totalOf } from '../../controller/lines/totals';

type Props = { set: LineSet; lines: Line[]; derived: boolean; template: string; readOnly: boolean };

/** What all lines come to, each sum below its column. */
export function LinesFoot({ set, lines, derived, template, readOnly }: Props) {
  const { t } = useTranslation();
  const totals = useTotals(set, lines, derived);
  return (
    <div role="rowgroup" className="kd-lines-foot">
      <div
        role="row"
        aria-rowindex={lines.length + 2}
        className="kd-line-foot"
        style={{ gridTemplateColumns: template }}
      >
        <span role="rowheader" aria-colindex={1} className="kd-line-total-name">
          {t('records.lines.total')}
        </span>
        {set.fields.map((field, col) => {
          const total = totals.find(({ name }) => name === field.name);
          return (
            <span
              key={field.name}
              role="gridcell"
              aria-colindex={col + 2}
              className="kd-line-total"
              data-field={field.name}
              data-first={col === 0 || undefined}
            >
              {col === 0 && !total && (
                <span className="kd-quiet">
                  {t('records.lines.count', { total: count(sentOf(set, lines).length) })}
                </span>
              )}
              {total && <Sum total={total} />}
            </span>
          );
        })}
        {!readOnly && <span role="gridcell" aria-colindex={set.fields.length + 2} />}
      </div>
    </div>
  );
}

export type NamedTotal = Total & { name: string; label: string; kind: string };

export function useTotals(set: LineSet, lines: Line[], derived: boolean): NamedTotal[] {
  return useMemo(
    () =>
      set.fields
        .filter(({ name }) => set.totals.includes(name))
        .map((field) => ({
          ...totalOf(field, sentOf(set, lines), derived),
          name: field.name,
          label: field.label,
          kind: field.kind,
        })),
    [set, lines, derived],
  );
}

export function Sum({ total }: { total: NamedTotal }) {
  const { t } = useTranslation();
  const missing = total.missing > 0 && t('records.lines.notCounted', { total: count(total.missing) });
  return (
    <span className="kd-line-sum" title={missing || undefined} data-part={Boolean(missing) || undefined}>
      {missing && <span className="kd-hidden">{missing}</span>}
      {total.sums
        .map(({ currency, amount }) => (currency ? moneyText({ amount, currency }) : decimal(amount)))
        .join(' + ')}
      {missing && <span aria-hidden> *</span>}
    </span>
  );
}
