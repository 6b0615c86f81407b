import type { FilterValue } from '@/api/types';

/** The relative spans that the server knows by name. */
export const WITHIN = [
  'overdue',
  'today',
  'tomorrow',
  'yesterday',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'this_year',
];

export function spanOf(value: FilterValue): { way: 'past' | 'next'; days: number } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  if ('past' in value) return { way: 'past', days: value.past };
  if ('next' in value) return { way: 'next', days: value.next };
  return null;
}
