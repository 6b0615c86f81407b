import { CatchBoundary } from '@tanstack/react-router';
import { Popover } from 'antd';
import { X } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Field, Filter } from '@/api/types';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { anyOf, grouped, isCondition, said } from '../controller/filter';
import { FilterWords } from './filter-words';

const ConditionEditor = lazy(() => import('./condition-editor'));
const GroupEditor = lazy(() => import('./group-editor'));

type Props = {
  fields: Field[];
  /** Those by which one may filter. */
  offered: Field[];
  clause: Filter;
  /** The view does not say so itself. */
  changed: boolean;
  onChange: (next: Filter) => void;
  onRemove: () => void;
};

/** One of the things that a list asks for, in words; what was made here can be changed here. */
export function FilterChip({ fields, offered, clause, changed, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // A condition that gets company becomes a group.
  const [joining, setJoining] = useState<Condition[]>();
  const field = isCondition(clause) ? offered.find(({ name }) => name === clause.field) : undefined;
  const group = joining ?? anyOf(clause);
  const label = field?.label ?? t('records.filter.these');
  const sentence = (
    // A value that does not fit its field has no words: an address can say anything.
    <CatchBoundary getResetKey={() => said(clause)} errorComponent={() => <>{said(clause)}</>}>
      <FilterWords fields={fields} clause={clause} />
    </CatchBoundary>
  );
  function toggle(next: boolean) {
    setOpen(next);
    setJoining(undefined);
  }
  const editor = group ? (
    <GroupEditor
      fields={fields}
      offered={offered}
      start={group}
      onCancel={() => toggle(false)}
      onApply={(conditions) => {
        toggle(false);
        const next = grouped(conditions);
        next ? onChange(next) : onRemove();
      }}
    />
  ) : (
    isCondition(clause) &&
    field && (
      <ConditionEditor
        field={field}
        op={clause.op}
        value={clause.value}
        onCancel={() => toggle(false)}
        onApply={(next) => {
          toggle(false);
          onChange(next);
        }}
        onOr={(next) => setJoining([next])}
      />
    )
  );
  return (
    <span className="kd-chip" data-changed={changed || undefined}>
      {group || field ? (
        <Popover
          open={open}
          onOpenChange={toggle}
          trigger="click"
          placement="bottomLeft"
          destroyOnHidden
          content={
            <Part fallback={<Lines rows={2} />} awaited>
              {editor}
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
      {changed && <span className="kd-hidden">{t('records.view.changedMark')}</span>}
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
