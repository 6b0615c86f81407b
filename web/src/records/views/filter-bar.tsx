import { Button, Dropdown, Input, Popover } from 'antd';
import { Filter as FilterIcon, Search, X } from 'lucide-react';
import { lazy, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { searchBox } from '@/ui/search-box';
import { Lines } from '@/ui/states';
import { usePhone } from '@/ui/use-media';
import { firstOp } from '../controller/filter';
import { useSystemFields } from '../controller/system-fields';
import { ValueWords } from '../kinds/words';
import './filter-bar.css';

const ConditionEditor = lazy(() => import('./condition-editor'));

type Props = {
  object: ObjectInfo;
  q: string;
  conditions: Condition[];
  onSearch: (q: string) => void;
  onChange: (conditions: Condition[]) => void;
  onReset?: () => void;
  extra?: ReactNode;
};

export const SEARCH_ID = 'kd-list-search';

export function FilterBar({ object, q, conditions, onSearch, onChange, onReset, extra }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [adding, setAdding] = useState<Field | null>(null);
  const fields = [...object.fields, ...useSystemFields()];
  const filterable = fields.filter(({ ops }) => ops && ops.length > 0);

  return (
    <div className="kd-filter-bar">
      <SearchBox q={q} object={object} onSearch={onSearch} />
      {conditions.map((condition, index) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: the same condition may stand twice, only its place tells them apart.
          key={index}
          field={fields.find(({ name }) => name === condition.field)}
          condition={condition}
          onChange={(next) => onChange(conditions.map((old, place) => (place === index ? next : old)))}
          onRemove={() => onChange(conditions.filter((_, place) => place !== index))}
        />
      ))}
      <Popover
        open={adding !== null}
        onOpenChange={(open) => !open && setAdding(null)}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={
          adding && (
            <Part fallback={<Lines rows={2} />}>
              <ConditionEditor
                field={adding}
                op={firstOp(adding.ops ?? [])}
                onCancel={() => setAdding(null)}
                onApply={(condition) => {
                  setAdding(null);
                  onChange([...conditions, condition]);
                }}
              />
            </Part>
          )
        }
      >
        <span>
          <Dropdown
            trigger={['click']}
            disabled={adding !== null}
            menu={{
              className: 'kd-field-menu',
              items: filterable.map((field) => ({ key: field.name, label: field.label })),
              onClick: ({ key }) => setAdding(fields.find(({ name }) => name === key) ?? null),
            }}
          >
            <Button
              type="text"
              size="small"
              icon={<FilterIcon size={phone ? 16 : 14} aria-hidden />}
              aria-label={phone ? t('records.filter.add') : undefined}
            >
              {!phone && t('records.filter.add')}
            </Button>
          </Dropdown>
        </span>
      </Popover>
      {onReset && (
        <Button type="text" size="small" onClick={onReset}>
          {t('records.filter.reset')}
        </Button>
      )}
      {extra && <span className="kd-filter-extra">{extra}</span>}
    </div>
  );
}

function SearchBox({
  q,
  object,
  onSearch,
}: {
  q: string;
  object: ObjectInfo;
  onSearch: (q: string) => void;
}) {
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

type ChipProps = {
  /** Missing for what only the server understands, as the field of a linked record. */
  field: Field | undefined;
  condition: Condition;
  onChange: (next: Condition) => void;
  onRemove: () => void;
};

function Chip({ field, condition, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const label = field?.label ?? condition.field;
  const sentence = (
    <>
      {label} {field && <OpWords field={field} condition={condition} />}{' '}
      <b>{field ? <ValueWords field={field} condition={condition} /> : String(condition.value)}</b>
    </>
  );
  return (
    <span className="kd-chip">
      {field ? (
        <Popover
          open={open}
          onOpenChange={setOpen}
          trigger="click"
          placement="bottomLeft"
          destroyOnHidden
          content={
            <Part fallback={<Lines rows={2} />}>
              <ConditionEditor
                field={field}
                op={condition.op}
                value={condition.value}
                onCancel={() => setOpen(false)}
                onApply={(next) => {
                  setOpen(false);
                  onChange(next);
                }}
              />
            </Part>
          }
        >
          <button type="button" className="kd-chip-text" title={t('records.filter.edit')}>
            {sentence}
          </button>
        </Popover>
      ) : (
        <span className="kd-chip-text">{sentence}</span>
      )}
      <button
        type="button"
        className="kd-chip-remove"
        onClick={onRemove}
        aria-label={t('records.filter.remove', { label })}
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

function OpWords({ field, condition }: { field: Field; condition: Condition }) {
  const { t } = useTranslation();
  if (condition.op === 'empty')
    return <b>{t(condition.value ? 'records.op.isEmpty' : 'records.op.isNotEmpty')}</b>;
  return <>{t(opKey(field, condition.op))}</>;
}

/** A date is "earlier than", an amount is "less than". */
export function opKey(field: Field, op: Condition['op']): string {
  const isTime = field.kind === 'date' || field.kind === 'datetime';
  return isTime ? `records.opTime.${op}` : `records.op.${op}`;
}
