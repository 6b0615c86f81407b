import type { TFunction } from 'i18next';
import type { Effect } from './types';

/** One line of what a change does: "让 3 人多看到 1,204 个客户，取消 12 人的导出". */
export function effectWords(t: TFunction, label: string, effect: Effect): string {
  const number = (count: number) => count.toLocaleString('en-US');
  const line = (key: string, people: number, records: number) =>
    t(`access.whatIf.${key}`, {
      people: number(people),
      records: number(records),
      verb: effect.label.toLowerCase(),
      label,
    });
  const parts: string[] = [];
  if (effect.gain.people > 0) parts.push(line('more', effect.gain.people, effect.gain.records));
  if (effect.lose.people > 0) {
    if (effect.ended === effect.lose.people) parts.push(line('ended', effect.ended, effect.lose.records));
    else parts.push(line('less', effect.lose.people, effect.lose.records));
  }
  return parts.join(t('access.whatIf.and'));
}
