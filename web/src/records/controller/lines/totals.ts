// The sums in the foot: exact, in the smallest unit of each field.
import type { Field } from '@/api/types';
import { scaled, unscaled } from '@/format/exact';
import { isMoney } from '../values';
import type { Line } from './line';

export type Total = {
  /** By currency; a number has the empty one. */
  sums: { currency: string; amount: string }[];
  /** Lines that are not part of the sum, because their value is not known or not understood. */
  missing: number;
};

const scaleOf = (field: Field) => field.scale ?? (field.kind === 'money' ? 2 : 0);

/** `derived` says whether the field's values are worked out here, and so fit also where a line was changed. */
export function totalOf(field: Field, lines: Line[], derived: boolean): Total {
  const scale = scaleOf(field);
  const sums = new Map<string, bigint>();
  let missing = 0;
  for (const line of lines) {
    const value = line.values[field.name] ?? null;
    // What the server works out no longer fits a changed line, or could not be worked out here.
    const outdated = line.stale && !field.writable && (!derived || value === null);
    const unknown = line.typed?.[field.name] !== undefined || outdated;
    if (value === null && !unknown) continue;
    const [text, currency] = isMoney(value) ? [value.amount, value.currency] : [String(value), ''];
    const amount = unknown ? null : scaled(text, scale);
    if (amount === null) missing += 1;
    else sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  const usual = field.kind === 'money' ? 'CNY' : '';
  if (sums.size === 0) sums.set(usual, 0n);
  return {
    sums: [...sums].map(([currency, sum]) => ({ currency, amount: unscaled(sum, scale) })),
    missing,
  };
}
