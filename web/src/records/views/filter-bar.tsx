import { Button, Input, Popover } from 'antd';
import { Filter as FilterIcon, Search } from 'lucide-react';
import { lazy, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, Filter, ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { searchBox } from '@/ui/search-box';
import { Lines } from '@/ui/states';
import { usePhone } from '@/ui/use-media';
import { firstOp, grouped } from '../controller/filter';
import { listFields } from '../controller/use-catalog';
import { FieldMenu } from './field-menu';
import { FilterChip } from './filter-chip';
import './filter-bar.css';

const ConditionEditor = lazy(() => import('./condition-editor'));
const GroupEditor = lazy(() => import('./group-editor'));

type Props = {
  object: ObjectInfo;
  q: string;
  clauses: Filter[];
  /** Whether the view says so itself. */
  isOwn: (clause: Filter) => boolean;
  onSearch: (q: string) => void;
  onChange: (clauses: Filter[]) => void;
  /** What can be done about what is other than in the view. */
  changes?: ReactNode;
  extra?: ReactNode;
};

export const SEARCH_ID = 'kd-list-search';

export function FilterBar({ object, q, clauses, isOwn, onSearch, onChange, changes, extra }: Props) {
  const fields = listFields(object);
  const offered = fields.filter(({ ops }) => ops && ops.length > 0);
  return (
    <div className="kd-filter-bar">
      <SearchBox q={q} object={object} onSearch={onSearch} />
      {clauses.map((clause, index) => (
        <FilterChip
          // biome-ignore lint/suspicious/noArrayIndexKey: the same condition may stand twice, only its place tells them apart.
          key={index}
          fields={fields}
          offered={offered}
          clause={clause}
          changed={!isOwn(clause)}
          onChange={(next) => onChange(clauses.map((old, place) => (place === index ? next : old)))}
          onRemove={() => onChange(clauses.filter((_, place) => place !== index))}
        />
      ))}
      <AddClause fields={fields} offered={offered} onAdd={(clause) => onChange([...clauses, clause])} />
      {changes}
      {extra && <span className="kd-filter-extra">{extra}</span>}
    </div>
  );
}

type AddProps = { fields: Field[]; offered: Field[]; onAdd: (clause: Filter) => void };
/** A field is being chosen, a condition on it is being written, or conditions of which one is enough. */
type Adding = { what: 'field' } | { what: 'condition'; field: Field } | { what: 'group'; start: Condition[] };

function AddClause({ fields, offered, onAdd }: AddProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [adding, setAdding] = useState<Adding | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  function close() {
    setAdding(null);
    button.current?.focus();
  }
  function add(clause: Filter | undefined) {
    close();
    if (clause) onAdd(clause);
  }
  return (
    <Popover
      open={adding !== null}
      onOpenChange={(open) => setAdding(open ? { what: 'field' } : null)}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={
        <Part fallback={<Lines rows={2} />} awaited>
          {adding?.what === 'field' && (
            <FieldMenu
              fields={offered}
              onPick={(field) => setAdding({ what: 'condition', field })}
              onGroup={() => setAdding({ what: 'group', start: [] })}
              onCancel={close}
            />
          )}
          {adding?.what === 'condition' && (
            <ConditionEditor
              field={adding.field}
              op={firstOp(adding.field.ops ?? [])}
              onCancel={close}
              onApply={add}
              onOr={(condition) => setAdding({ what: 'group', start: [condition] })}
            />
          )}
          {adding?.what === 'group' && (
            <GroupEditor
              fields={fields}
              offered={offered}
              start={adding.start}
              onCancel={close}
              onApply={(conditions) => add(grouped(conditions))}
            />
          )}
        </Part>
      }
    >
      <Button
        ref={button}
        type="text"
        size="small"
        icon={<FilterIcon size={phone ? 16 : 14} aria-hidden />}
        aria-label={phone ? t('records.filter.add') : undefined}
      >
        {!phone && t('records.filter.add')}
      </Button>
    </Popover>
  );
}

type SearchProps = { q: string; object: ObjectInfo; onSearch: (q: string) => void };

function SearchBox({ q, object, onSearch }: SearchProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [typed, setTyped] = useState(q);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  const [box] = useState(() => searchBox(q, (wanted) => latest.current(wanted)));

  useEffect(() => {
    if (box.isForeign(q)) setTyped(q);
  }, [q, box]);
  useEffect(() => box.end, [box]);
  function type(text: string) {
    setTyped(text);
    box.type(text);
  }

  return (
    <Input
      id={SEARCH_ID}
      type="search"
      className="kd-list-search"
      prefix={<Search size={14} className="kd-quiet" aria-hidden />}
      placeholder={t(phone ? 'records.search.phone' : 'records.search.placeholder', { label: object.label })}
      aria-label={t('records.search.label', { label: object.many })}
      value={typed}
      onChange={(event) => type(event.target.value)}
      onCompositionStart={() => box.compose(true)}
      onCompositionEnd={(event) => {
        box.compose(false);
        type(event.currentTarget.value);
      }}
      onPressEnter={(event) => !event.nativeEvent.isComposing && box.send(typed)}
      allowClear
    />
  );
}
