import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { moment } from '@/format/time';
import { sectionsOf } from '../controller/use-catalog';
import { isMasked, isWritable } from '../controller/values';
import { InlineField } from './inline-field';
import './facts.css';

/** All fields of a record by their groups, each to be changed where it stands. */
export function Facts({ object, row, writable }: { object: ObjectInfo; row: RecordRow; writable: boolean }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const sections = sectionsOf(object);
  const line = (key: string, who: string | undefined, when: string | undefined) =>
    when && t(key, { who: who ?? '—', when: moment(when, time_zone) });
  return (
    <div className="kd-facts">
      {sections.map((section) => (
        <section key={section.name} aria-label={section.label || object.label}>
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
      <p className="kd-facts-foot">
        <span>{line('records.page.created', row.created_by?.title, row.created_at)}</span>
        <span>{line('records.page.updated', row.updated_by?.title, row.updated_at)}</span>
      </p>
    </div>
  );
}
