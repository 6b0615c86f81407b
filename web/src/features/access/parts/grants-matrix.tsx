import { Input, Switch } from 'antd';
import { ChevronRight, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag } from '@/ui/tag';
import { lineDiffers, openAtFirst, rowsOf } from './grants-rows';
import { ANY, lineOf } from './role-difference';
import type { Described, Grants, Scope } from './types';
import './role-editor.css';

const SCOPES: Scope[] = ['self', 'reports', 'department', 'department_tree', 'all'];
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

/** Whose records a role may handle: by all objects, by groups of them, and where somebody wants it by single ones. */
export function GrantsMatrix({ objects, grants, original, onChange }: Props) {
  const { t } = useTranslation();
  const [sought, setSought] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(openAtFirst(objects, grants)));
  const groupLabels = new Map(objects.map(({ group, group_label }) => [group, group_label]));
  const groupOf = (name: string) => objects.find((object) => object.name === name)?.group;
  const labelOf = (name: string) =>
    name === ANY
      ? t('access.matrix.any')
      : (objects.find((object) => object.name === name)?.label ??
        t('access.matrix.group', { label: groupLabels.get(name) ?? name }));

  function put(object: string, verb: string, scope: Scope | '') {
    const line = { ...grants[object] };
    if (scope) line[verb] = scope;
    else delete line[verb];
    onChange?.({ ...grants, [object]: line });
  }
  function separate(object: string, own: boolean) {
    const next = { ...grants };
    if (own) next[object] = { ...lineOf(grants, object, groupOf) };
    else delete next[object];
    onChange?.(next);
  }
  function fold(group: string) {
    const next = new Set(open);
    if (!next.delete(group)) next.add(group);
    setOpen(next);
  }
  const differing = (group: string) =>
    objects.filter((object) => object.group === group && lineDiffers(grants, original, object.name, groupOf))
      .length;
  return (
    <div>
      <h2>{t('access.matrix.title')}</h2>
      <p className="kd-second">{t('access.matrix.text')}</p>
      <div className="kd-access-tool">
        <Input
          type="search"
          prefix={<Search size={14} className="kd-quiet" aria-hidden />}
          placeholder={t('access.matrix.find')}
          aria-label={t('access.matrix.find')}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          allowClear
        />
      </div>
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
            {rowsOf(objects, open, sought).map(({ name, level, size }) => {
              const own = name === ANY || grants[name] !== undefined;
              const line = lineOf(grants, name, groupOf);
              const was = original && lineOf(original, name, groupOf);
              const label = labelOf(name);
              const changed = level === 'group' ? differing(name) : 0;
              return (
                <tr key={`${level}.${name}`} data-level={level}>
                  <th scope="row">
                    <span className="kd-access-line">
                      {level === 'group' ? (
                        <button
                          type="button"
                          className="kd-access-fold"
                          aria-expanded={open.has(name) || sought !== ''}
                          onClick={() => fold(name)}
                        >
                          <ChevronRight size={14} aria-hidden />
                          {groupLabels.get(name)}
                          <span className="kd-quiet">{size}</span>
                          {changed > 0 && (
                            <Tag color="gold">{t('access.matrix.differs', { count: changed })}</Tag>
                          )}
                        </button>
                      ) : (
                        <span>{label}</span>
                      )}
                      {name !== ANY && (
                        <Switch
                          size="small"
                          checked={own}
                          disabled={!onChange}
                          onChange={(on) => separate(name, on)}
                          aria-label={t('access.matrix.separate', { label })}
                        />
                      )}
                    </span>
                  </th>
                  {VERBS.map((verb) => (
                    <Cell
                      key={verb}
                      label={`${label} · ${t(`access.verb.${verb}`)}`}
                      scope={line[verb]}
                      was={was?.[verb]}
                      known={original !== undefined}
                      own={own}
                      onChange={onChange && ((scope) => put(name, verb, scope))}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </div>
  );
}

type CellProps = {
  label: string;
  scope?: Scope;
  was?: Scope;
  /** Whether it is known what was shipped. */
  known: boolean;
  /** Whether the line says something itself; else it shows what it follows. */
  own: boolean;
  onChange?: (scope: Scope | '') => void;
};

function Cell({ label, scope, was, known, own, onChange }: CellProps) {
  const { t } = useTranslation();
  const differs = known && scope !== was;
  const title = differs ? t('access.matrix.was', { scope: t(`access.scope.${was ?? 'none'}`) }) : undefined;
  if (!own)
    return (
      <td data-differs={differs || undefined}>
        <span className="kd-access-follows" title={title}>
          {t(`access.scope.${scope ?? 'none'}`)}
        </span>
      </td>
    );
  return (
    <td data-differs={differs || undefined} data-scope={scope}>
      <select
        value={scope ?? ''}
        disabled={!onChange}
        onChange={(event) => onChange?.(event.target.value as Scope | '')}
        aria-label={label}
        title={title}
      >
        <option value="">{t('access.scope.none')}</option>
        {SCOPES.map((one) => (
          <option key={one} value={one}>
            {t(`access.scope.${one}`)}
          </option>
        ))}
      </select>
    </td>
  );
}
