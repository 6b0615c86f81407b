// How much room there is, in words. Pure.
import { decimal } from '@/format/number';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

export function bytes(value: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  const scaled = value / 1024 ** step;
  return `${decimal(scaled.toFixed(scaled < 10 && step > 0 ? 1 : 0))} ${UNITS[step]}`;
}

/** Under a tenth, and under what a busy week may need. */
const LITTLE = 10 * 1024 ** 3;

export const isLow = ({ free, total, full }: { free: number; total: number; full: boolean }): boolean =>
  full || (free < total / 10 && free < LITTLE);
