import { Clock3 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, Kind, ObjectInfo, RecordRow } from '@/api/types';
import { fieldOf, headingOf } from '../controller/use-catalog';
import type { Pager } from '../controller/use-list';
import { isEmpty, titleOf } from '../controller/values';
import { FieldCell } from '../kinds/cells';
import { RecordLink } from './record-link';
import { PagerLine } from './record-table-more';
import './record-cards.css';

export type CardLayout = { mark?: Field; line?: Field; facts: Field[]; when?: Field };

/** What fits on a phone's card: a mark, one line of text, two facts, and when to act next. */
export function cardLayout(object: ObjectInfo): CardLayout {
  const names = [...object.fields.filter(({ list }) => list).map(({ name }) => name), ...object.page.facts];
  const fields = [...new Set(names)]
    .filter((name) => name !== object.title)
    .flatMap((name) => fieldOf(object, name) ?? []);
  const first = (...kinds: Kind[]) => fields.find(({ kind }) => kinds.includes(kind));
  const mark = object.badges
    .flatMap((name) => fieldOf(object, name) ?? [])
    .find(({ kind }) => kind === 'choice');
  const when = fields.find(({ name }) => name.startsWith('next_')) ?? first('datetime', 'date');
  const line = first('long_text') ?? first('address', 'text');
  const taken = new Set([mark, when, line]);
  const facts = fields
    .filter((field) => !taken.has(field) && ['link', 'phone', 'user', 'money', 'text'].includes(field.kind))
    .sort((a, b) => rank(a.kind) - rank(b.kind))
    .slice(0, 2);
  return { mark, line, facts, when };
}

const rank = (kind: Kind) => ['link', 'user', 'phone', 'money', 'text'].indexOf(kind);

type Props = {
  object: ObjectInfo;
  rows: RecordRow[];
  pager: Pager;
  /** Set while one picks several: the whole card then selects instead of opening. */
  selection?: { ids: ReadonlySet<string>; toggle: (id: string) => void };
};

export function RecordCards({ object, rows, pager, selection }: Props) {
  const { more } = pager;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!more || !end.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: '600px',
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [more]);
  return (
    <>
      <ul className="kd-cards" aria-label={headingOf(object)}>
        {rows.map((row) => (
          <Card key={row.id} object={object} row={row} selection={selection} />
        ))}
      </ul>
      <div ref={end}>
        <PagerLine pager={pager} />
      </div>
    </>
  );
}

function Card({ object, row, selection }: { object: ObjectInfo; row: RecordRow } & Pick<Props, 'selection'>) {
  const { t } = useTranslation();
  const title = titleOf(row, object.title);
  const selected = selection?.ids.has(row.id);
  const { mark, line, facts, when } = cardLayout(object);
  const present = facts.filter(({ name }) => !isEmpty(row[name]));
  const read = (field: Field) => <FieldCell field={field} value={row[field.name]} place="list" />;
  return (
    <li className="kd-record-card kd-card" data-selected={selected || undefined}>
      <div className="kd-record-card-top">
        {selection ? (
          <label className="kd-record-card-title">
            <input
              type="checkbox"
              className="kd-check"
              checked={selected}
              onChange={() => selection.toggle(row.id)}
              aria-label={t('records.select', { title })}
            />
            {title}
          </label>
        ) : (
          <RecordLink object={object.name} id={row.id} className="kd-record-card-title">
            {title}
          </RecordLink>
        )}
        {mark && !isEmpty(row[mark.name]) && read(mark)}
      </div>
      {line && !isEmpty(row[line.name]) && <div className="kd-record-card-line">{read(line)}</div>}
      {(present.length > 0 || (when && !isEmpty(row[when.name]))) && (
        <div className="kd-record-card-foot">
          <span className="kd-record-card-facts">
            {present.map((field) => (
              <span key={field.name}>{read(field)}</span>
            ))}
          </span>
          {when && !isEmpty(row[when.name]) && (
            <span className="kd-record-card-when">
              <Clock3 size={12} aria-hidden /> {read(when)}
            </span>
          )}
        </div>
      )}
    </li>
  );
}
