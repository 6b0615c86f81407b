import type { TFunction } from 'i18next';
import type { HandoverMove } from '@/api/types';
import { count } from '@/format/number';

/** 将 1,204 个客户移交给 吴敏, or that it was done. */
export function moveWords(t: TFunction, { label, to, count: number }: HandoverMove, when: 'move' | 'moved') {
  const said = { label, number: count(number), to: to?.title };
  return t(`people.handover.${when}${to ? '' : 'Nobody'}`, said);
}
