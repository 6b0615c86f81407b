import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Definition, Described, FieldRule, Right, Scope } from './types';

const RIGHTS: Right[] = ['write', 'read', 'masked', 'hidden'];
const SCOPES: Scope[] = ['self', 'reports', 'department', 'department_tree'];

type Rules = NonNullable<Definition['fields']>;
type Props = { objects: Described[]; rules: Rules; original?: Rules; onChange?: (rules: Rules) => void };

const same = (one?: FieldRule, other?: FieldRule) =>
  (one?.right ?? 'write') === (other?.right ?? 'write') && one?.clear === other?.clear;

export function FieldRights({ objects, rules, original, onChange }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(objects[0]?.name ?? '');
  const object = objects.find(({ name }) => name === chosen);
  const groups = [...new Set(objects.map(({ group_label }) => group_label))];
  const labelOf = (name: string, label: string) => {
    const count = Object.keys(rules[name] ?? {}).length;
    return count > 0 ? t('access.fields.limited', { label, count }) : label;
  };

  function put(field: string, rule: FieldRule) {
    const line = { ...rules[chosen] };
    if (rule.right === 'write') delete line[field];
    else line[field] = rule.right === 'masked' ? rule : { right: rule.right };
    onChange?.({ ...rules, [chosen]: line });
  }
  return (
    <section aria-label={t('access.fields.title')}>
      <h2>{t('access.fields.title')}</h2>
      <p className="kd-second">{t('access.fields.text')}</p>
      <div className="kd-access-tool">
        <Select
          value={chosen}
          onChange={setChosen}
          options={groups.map((group) => ({
            label: group,
            options: objects
              .filter(({ group_label }) => group_label === group)
              .map(({ name, label }) => ({ value: name, label: labelOf(name, label) })),
          }))}
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('access.fields.object')}
        />
      </div>
      <ul className="kd-access-fields">
        {object?.fields
          .filter(({ closable }) => closable)
          .map(({ name, label }) => {
            const rule = rules[chosen]?.[name] ?? { right: 'write' as const };
            const was = original?.[chosen]?.[name];
            return (
              <li key={name} data-differs={(original && !same(rule, was)) || undefined}>
                <span>{label}</span>
                <select
                  value={rule.right}
                  disabled={!onChange}
                  onChange={(event) => put(name, { ...rule, right: event.target.value as Right })}
                  aria-label={label}
                  data-right={rule.right}
                >
                  {RIGHTS.map((right) => (
                    <option key={right} value={right}>
                      {t(`access.right.${right}`)}
                    </option>
                  ))}
                </select>
                {rule.right === 'masked' && (
                  <select
                    value={rule.clear ?? ''}
                    disabled={!onChange}
                    onChange={(event) =>
                      put(name, {
                        right: 'masked',
                        clear: (event.target.value || undefined) as Scope | undefined,
                      })
                    }
                    aria-label={t('access.fields.clear', { label })}
                  >
                    <option value="">{t('access.fields.neverClear')}</option>
                    {SCOPES.map((scope) => (
                      <option key={scope} value={scope}>
                        {t('access.fields.clearIn', { scope: t(`access.scope.${scope}`) })}
                      </option>
                    ))}
                  </select>
                )}
              </li>
            );
          })}
      </ul>
    </section>
  );
}
