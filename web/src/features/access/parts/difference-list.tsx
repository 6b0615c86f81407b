import { useTranslation } from 'react-i18next';
import { byGroup, type Difference, differences } from './role-difference';
import type { Definition, Described, FieldRule, Scope, Trust } from './types';
import { useRoles, useVocabulary } from './use-access';

const NONE: Described[] = [];

export function useDifferences(before: Definition, after: Definition) {
  const objects = useVocabulary().data?.objects ?? NONE;
  const all = differences(before, after, (name) => objects.find((one) => one.name === name)?.group);
  return { count: all.length, groups: byGroup(all, objects), objects };
}

/** What a role would allow otherwise, by groups of objects: whoever approves it has to know. */
export function DifferenceList({ before, after }: { before: Definition; after: Definition }) {
  const { t } = useTranslation();
  const { groups, objects } = useDifferences(before, after);
  const labels = (one: Difference) => {
    const object = objects.find(({ name }) => name === one.object);
    const group = objects.find(({ group }) => group === one.object);
    const label =
      object?.label ??
      (group ? t('access.matrix.group', { label: group.group_label }) : t('access.difference.all'));
    if ('field' in one)
      return [label, object?.fields.find(({ name }) => name === one.field)?.label ?? one.field];
    const verb = object?.verbs.find(({ name }) => name === one.verb)?.label;
    return [label, verb ?? t(`access.verb.${one.verb}`, { defaultValue: one.verb })];
  };
  const scope = (value?: Scope) => t(`access.scope.${value ?? 'none'}`);
  const right = (rule?: FieldRule) => {
    const word = t(`access.right.${rule?.right ?? 'write'}`);
    return rule?.clear ? t('access.difference.clear', { right: word, scope: scope(rule.clear) }) : word;
  };
  const sides = (one: Difference) =>
    'field' in one ? [right(one.before), right(one.after)] : [scope(one.before), scope(one.after)];
  return (
    <div className="kd-access-difference">
      {groups.map(({ group, label, items }) => (
        <section key={group} aria-label={label ?? t('access.difference.all')}>
          <h2>{label ?? t('access.difference.all')}</h2>
          <ul>
            {items.map((one) => (
              <li key={labels(one).join('.')}>
                {labels(one).join(' · ')}: {sides(one).join(' → ')}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** The same folded, under how many there are; nothing where there are none. */
export function FoldedDifferences({
  words,
  before,
  after,
}: {
  /** A key whose words have the count. */
  words: string;
  before: Definition;
  after: Definition;
}) {
  const { t } = useTranslation();
  const { count } = useDifferences(before, after);
  if (count === 0) return null;
  return (
    <details className="kd-access-difference">
      <summary>{t(words, { count })}</summary>
      <DifferenceList before={before} after={after} />
    </details>
  );
}

/** Which roles somebody would get and lose, and what they would be trusted with. */
export function TrustDifference({ before, after }: { before: Trust; after: Trust }) {
  const { t } = useTranslation();
  const roles = useRoles().data ?? [];
  const labels = (some: string[]) =>
    some.map((role) => roles.find(({ name }) => name === role)?.label ?? role).join(t('access.who.comma'));
  const given = after.roles.filter((role) => !before.roles.includes(role));
  const taken = before.roles.filter((role) => !after.roles.includes(role));
  const { clearance } = after;
  return (
    <div className="kd-access-difference">
      <ul>
        {given.length > 0 && <li>{t('access.difference.given', { roles: labels(given) })}</li>}
        {taken.length > 0 && <li>{t('access.difference.taken', { roles: labels(taken) })}</li>}
        {clearance !== before.clearance && (
          <li>{t('access.difference.clearance', { before: before.clearance, after: clearance })}</li>
        )}
      </ul>
    </div>
  );
}
