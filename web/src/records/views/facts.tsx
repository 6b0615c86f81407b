import { Button } from 'antd';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOwn } from '@/api/own';
import { useSession } from '@/api/session';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { moment } from '@/format/time';
import { sectionsOf } from '../controller/use-catalog';
import { isEmpty, isMasked, isWritable } from '../controller/values';
import { InlineField } from './inline-field';
import './facts.css';

/** All fields of a record by their groups, each to be changed where it stands. Empty ones are folded away until somebody asks for them. */
export function Facts({ object, row, writable }: { object: ObjectInfo; row: RecordRow; writable: boolean }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const [unfolded, setUnfolded] = useOwn('empty-fields', false);
  // Figures that the house adds up stand in the head.
  const fields = object.fields.filter(
    ({ name, writable: own }) => own || !object.page.summary.includes(name),
  );
  const sections = sectionsOf(object, fields);
  const empty = fields.filter(({ name }) => isEmpty(row[name])).length;
  const line = (key: string, who: string | undefined, when: string | undefined) =>
    when && t(key, { who: who ?? '—', when: moment(when, time_zone) });
  return (
    <div className="kd-facts" data-folded={!unfolded || undefined}>
      {sections.map((section) => (
        <section key={section.name}>
          {section.label && sections.length > 1 && <h2>{section.label}</h2>}
          <div className="kd-facts-grid">
            {section.fields.map((field) => (
              <InlineField
                key={`${row.id}.${field.name}`}
                object={object}
                field={field}
                row={row}
                writable={
                  writable &&
                  field.writable &&
                  isWritable(row.writable, field.name) &&
                  field.name !== object.parent &&
                  !isMasked(row[field.name])
                }
              />
            ))}
          </div>
        </section>
      ))}
      {empty > 0 && (
        <Button
          type="text"
          size="small"
          className="kd-facts-unfold"
          icon={unfolded ? <ChevronUp size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          aria-expanded={unfolded}
          onClick={() => setUnfolded((now) => !now)}
        >
          {t(unfolded ? 'records.page.hideEmpty' : 'records.page.showEmpty', { total: empty })}
        </Button>
      )}
      <p className="kd-facts-foot">
        <span>{line('records.page.created', row.created_by?.title, row.created_at)}</span>
        <span>{line('records.page.updated', row.updated_by?.title, row.updated_at)}</span>
      </p>
    </div>
  );
}
