import type { TFunction } from 'i18next';
import type { Ability, Effect } from './types';

const number = (count: number) => count.toLocaleString('en-US');

/** On which occasion it is so, where it is not so at the desk. */
const when = (t: TFunction, occasion: string | null | undefined, words: string) =>
  occasion ? t('access.whatIf.elsewhere', { occasion, words }) : words;

/** One line of what a change does: "让 3 人多看到 1,204 个客户，取消 12 人的导出". */
export function effectWords(t: TFunction, label: string, effect: Effect, one = label): string {
  const { what, fields, gain, lose } = effect;
  const line = (key: string, { people, records }: Effect['gain']) =>
    t(`access.whatIf.${key}`, {
      people: number(people),
      count: people,
      records: number(records),
      verb: effect.label.toLowerCase(),
      label: records === 1 ? one : label,
      fields: fields.join(t('access.who.comma')),
    });
  const parts: string[] = [];
  if (fields.length > 0) {
    if (gain.people > 0) parts.push(line(`field.${what}`, gain));
    if (lose.people > 0) parts.push(line('field.noWrite', lose));
  } else {
    if (gain.people > 0) parts.push(line('more', gain));
    if (lose.people > 0) parts.push(line(effect.ended === lose.people ? 'ended' : 'less', lose));
  }
  return when(t, effect.occasion, parts.join(t('access.whatIf.and')));
}

/** The same where there is nothing to be counted but people. Without a label it is about the house. */
export function abilityWords(t: TFunction, label: string | undefined, ability: Ability): string {
  const sides = { started: ability.started, ended: ability.ended, otherwise: ability.otherwise };
  const parts = Object.entries(sides)
    .filter(([, some]) => some && some.count > 0)
    .map(([side, some]) =>
      t(`access.whatIf.${label ? 'able' : 'house'}.${side}`, {
        people: number(some?.count ?? 0),
        count: some?.count ?? 0,
        verb: ability.label.toLowerCase(),
        label,
      }),
    );
  return when(t, ability.occasion, parts.join(t('access.whatIf.and')));
}
