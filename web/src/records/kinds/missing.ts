import type { Condition } from '@/api/types';

/** What a condition still lacks; unfinished, it would filter everything away. */
export type Missing = 'from' | 'to' | 'both' | 'order' | 'choice' | 'value';

const isBlank = (value: unknown) => value === undefined || value === null || value === '';

export function missingIn({ op, value }: Condition): Missing | undefined {
  if (op === 'empty') return undefined;
  if (op === 'between') {
    const [from, to] = Array.isArray(value) ? value : [];
    if (isBlank(from)) return isBlank(to) ? 'both' : 'from';
    if (isBlank(to)) return 'to';
    return isBackwards(String(from), String(to)) ? 'order' : undefined;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'choice' : undefined;
  return isBlank(value) ? 'value' : undefined;
}

/** Amounts are decimal strings, days and moments sort as they are written. */
function isBackwards(from: string, to: string): boolean {
  const [low, high] = [Number(from), Number(to)];
  return Number.isNaN(low) || Number.isNaN(high) ? from > to : low > high;
}
