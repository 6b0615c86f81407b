// Values that are allowed and seldom meant: whoever types one is asked.
import type { Field, Value } from '@/api/types';

export function isDoubtful(field: Field, value: Value | undefined, now = Date.now()): boolean {
  return field.asks === 'past' && typeof value === 'string' && Date.parse(value) < now;
}
