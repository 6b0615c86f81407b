import { Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Described, Grants, Scope } from './types';

const SCOPES: Scope[] = ['self', 'reports', 'department', 'department_tree', 'all'];
/** All objects that have no line of their own, nor their group; all actions that have no column of their own. */
const ANY = '*';
export const VERBS = [
  'read',
  'create',
  'update',
  'delete',
  'export',
  'import',
  'restore',
  'reveal',
  'share',
  'duplicate',
  'act',
];

type Props = {
  objects: Described[];
  grants: Grants;
  /** As it was shipped: what differs is marked. */
  original?: Grants;
  onChange?: (grants: Grants) => void;
};

export function GrantsMatrix({ objects, grants, original, onChange }: Props) {
  const { t } = useTranslation();
  const groups = new Map(objects.map(({ group, group_label }) => [group, group_label]));
  const groupOf = new Map(objects.map(({ name, group }) => [name, group]));
  const rows = [
    { name: ANY, label: t('access.matrix.any') },
    ...[...groups].flatMap(([group, label]) => [
      { name: group, label: t('access.matrix.group', { label }) },
      ...objects.filter((object) => object.group === group),
    ]),
  ];
  const lineOf = (from: Grants, object: string) =>
    from[object] ?? from[groupOf.get(object) ?? ''] ?? from[ANY] ?? {};

  function put(object: string, verb: string, scope: Scope | '') {
    const line = { ...grants[object] };
    if (scope) line[verb] = scope;
    else delete line[verb];
    onChange?.({ ...grants, [object]: line });
  }
  function separate(object: string, own: boolean) {
    const next = { ...grants };
    if (own) next[object] = { ...lineOf(grants, object) };
    else delete next[object];
    onChange?.(next);
  }
  return (
    <div>
      <h2>{t('access.matrix.title')}</h2>
      <p className="kd-second">{t('access.matrix.text')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="kd-access-scroll" tabIndex={0} aria-label={t('access.matrix.title')}>
        <table className="kd-access-matrix">
          <thead>
            <tr>
              <th scope="col">{t('access.matrix.object')}</th>
              {VERBS.map((verb) => (
                <th scope="col" key={verb}>
                  {t(`access.verb.${verb}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, label }) => {
              const own = name === ANY || grants[name] !== undefined;
              const line = lineOf(grants, name);
              return (
                <tr key={name} data-follows={!own || undefined}>
                  <th scope="row">
                    <span>{label}</span>
                    {name !== ANY && (
                      <Switch
                        size="small"
                        checked={own}
                        disabled={!onChange}
                        onChange={(on) => separate(name, on)}
                        aria-label={t('access.matrix.separate', { label })}
                      />
                    )}
                  </th>
                  {VERBS.map((verb) => {
                    const was = original && lineOf(original, name)[verb];
                    const differs = original !== undefined && (line[verb] ?? '') !== (was ?? '');
                    return (
                      <td key={verb} data-differs={differs || undefined} data-scope={line[verb]}>
                        <select
                          value={line[verb] ?? ''}
                          disabled={!onChange || !own}
                          onChange={(event) => put(name, verb, event.target.value as Scope | '')}
                          aria-label={`${label} · ${t(`access.verb.${verb}`)}`}
                          title={
                            differs
                              ? t('access.matrix.was', { scope: t(`access.scope.${was ?? 'none'}`) })
                              : undefined
                          }
                        >
                          <option value="">{t('access.scope.none')}</option>
                          {SCOPES.map((scope) => (
                            <option key={scope} value={scope}>
                              {t(`access.scope.${scope}`)}
                            </option>
                          ))}
                        </select>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </div>
  );
}
