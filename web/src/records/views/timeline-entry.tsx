import { Link } from '@tanstack/react-router';
import { PencilLine, Plus, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { ObjectInfo, TimelineEntry } from '@/api/types';
import { group } from '@/format/money';
import { exactMoment, moment } from '@/format/time';
import { Icon } from '@/ui/icon';
import { UndoOperation } from '@/undo/undo-operation';
import { fieldOf, useObject } from '../controller/use-catalog';
import { isEmpty, isLink } from '../controller/values';
import { FieldCell } from '../kinds/cells';
import { WrittenTools } from './timeline-tools';

const FOLD = 4;

type Of<T extends TimelineEntry['type']> = Extract<TimelineEntry, { type: T }>;

export function Entry({ entry, object, id }: { entry: TimelineEntry; object: ObjectInfo; id: string }) {
  if (entry.type === 'record') return <Written entry={entry} parent={object} id={id} />;
  return entry.object ? (
    <Hanging entry={entry} name={entry.object} />
  ) : (
    <Change entry={entry} object={object} />
  );
}

/** A change of what hangs on the record: it says of which, and leads there. */
function Hanging({ entry, name }: { entry: Of<'change'>; name: string }) {
  const object = useObject(name);
  return object ? <Change entry={entry} object={object} of={entry.record} /> : null;
}

function Line(props: {
  entry: TimelineEntry;
  icon: ReactNode;
  tone: string;
  head: ReactNode;
  /** The record that was written, to be opened and corrected. */
  page?: { object: string; id: string };
  undo?: ReactNode;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const when = (
    <time dateTime={props.entry.at} title={exactMoment(props.entry.at, time_zone)}>
      {moment(props.entry.at, time_zone)}
    </time>
  );
  return (
    <li className="kd-entry">
      <span className="kd-entry-icon" data-tone={props.tone}>
        {props.icon}
      </span>
      <div className="kd-entry-body">
        <div className="kd-entry-head">
          <b>{props.entry.by?.title ?? t('records.timeline.system')}</b>
          <span className="kd-entry-what">{props.head}</span>
          {props.undo}
          {props.page ? (
            <Link to="/r/$object/$id" params={props.page} className="kd-entry-open">
              {when}
            </Link>
          ) : (
            when
          )}
        </div>
        {props.children}
      </div>
    </li>
  );
}

const verbs: Record<string, { icon: ReactNode; tone: string }> = {
  create: { icon: <Plus size={13} aria-hidden />, tone: 'good' },
  delete: { icon: <Trash2 size={13} aria-hidden />, tone: 'bad' },
  restore: { icon: <RotateCcw size={13} aria-hidden />, tone: 'good' },
  undo: { icon: <Undo2 size={13} aria-hidden />, tone: 'quiet' },
};

function Change(props: { entry: Of<'change'>; object: ObjectInfo; of?: Of<'change'>['record'] }) {
  const { entry, object, of } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const action = object.actions.find(({ name }) => name === entry.verb);
  const look = verbs[entry.verb] ?? {
    icon: action?.icon ? <Icon name={action.icon} size={13} /> : <PencilLine size={13} aria-hidden />,
    tone: action ? 'calm' : 'quiet',
  };
  const act = entry.label ?? action?.label ?? entry.verb;
  const said = t(`records.timeline.verb.${entry.verb}`, { defaultValue: act, label: object.one });
  const head = of ? (
    <>
      {t(`records.timeline.hanging.${entry.verb}`, {
        defaultValue: t('records.timeline.hanging.other', { act, label: object.one }),
        label: object.one,
      })}{' '}
      {of.there && of.title ? (
        <Link to="/r/$object/$id" params={{ object: object.name, id: of.id }}>
          {of.title}
        </Link>
      ) : (
        of.title
      )}
    </>
  ) : (
    said
  );
  // A new record lists every field as "nothing → value": that is the record itself, and it stands beside.
  const changes = entry.verb === 'create' ? [] : entry.changes;
  const words = (name: string, said: string) =>
    fieldOf(object, name)?.kind === 'money' ? group(said) : said;
  const shown = open ? changes : changes.slice(0, FOLD);
  // What followed from something goes back with that.
  const undo = entry.verb !== 'follow' && (entry.may_undo || entry.undone_by) && (
    <span className="kd-entry-undo">
      {entry.may_undo ? (
        <UndoOperation operation={entry.operation} again={entry.verb === 'undo'} small />
      ) : (
        <span className="kd-quiet">{t('common.undoing.gone')}</span>
      )}
    </span>
  );
  return (
    <Line entry={entry} icon={look.icon} tone={look.tone} head={head} undo={undo}>
      {shown.map((change) => (
        <div key={change.field} className="kd-entry-change">
          {change.label} {change.old && <s>{words(change.field, change.old)}</s>}{' '}
          {change.old && <span aria-hidden>→</span>}
          {change.old && <span className="kd-hidden">{t('records.timeline.became')}</span>}{' '}
          <b>{change.new ? words(change.field, change.new) : t('records.timeline.cleared')}</b>
        </div>
      ))}
      {entry.let_through?.map(({ label, reason }) => (
        <div key={label} className="kd-entry-change">
          {t('records.timeline.letThrough', { label })} <b>{reason}</b>
        </div>
      ))}
      {changes.length > shown.length && (
        <button type="button" className="kd-link" onClick={() => setOpen(true)}>
          {t('records.timeline.moreChanges', { total: changes.length - shown.length })}
        </button>
      )}
    </Line>
  );
}

function Written({ entry, parent, id }: { entry: Of<'record'>; parent: ObjectInfo; id: string }) {
  const object = useObject(entry.object);
  if (!object) return null;
  const { record } = entry;
  const filled = object.fields.filter(({ name, kind }) => !isEmpty(record[name]) && kind !== 'user');
  const type = filled.find(({ kind }) => kind === 'choice');
  const text = filled.find(({ kind }) => kind === 'long_text') ?? filled.find(({ kind }) => kind === 'text');
  const next = filled.filter(({ name }) => name.startsWith('next_'));
  // Whom it was said to, say; the record at whose page we are needs no mention.
  const links = filled.filter(({ kind, target }) => kind === 'link' && target !== parent.name);
  const about = links.filter(({ target }) => target !== object.name);
  // What it answers, in its own words.
  const answered = links.map(({ name, target }) => target === object.name && record[name]).find(isLink);
  const option = type?.options?.find(({ value }) => value === record[type.name]);
  return (
    <Line
      entry={entry}
      icon={<Icon name={object.icon} size={13} />}
      tone="calm"
      head={option?.label ?? entry.label}
      page={{ object: object.name, id: record.id }}
    >
      {answered?.title && <p className="kd-entry-quote">{answered.title}</p>}
      {text && <p className="kd-entry-text">{String(record[text.name])}</p>}
      {about.map((field) => (
        <p key={field.name} className="kd-entry-next">
          {field.label} <FieldCell field={field} value={record[field.name]} place="page" />
        </p>
      ))}
      {next.map((field) => (
        <p key={field.name} className="kd-entry-next">
          {field.label}{' '}
          <FieldCell field={{ ...field, name: 'written' }} value={record[field.name]} place="page" />
        </p>
      ))}
      <WrittenTools object={object} record={record} parent={{ object: parent.name, id }} />
    </Line>
  );
}
