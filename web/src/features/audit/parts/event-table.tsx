import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { AuditEvent } from '@/api/types';
import { exactMoment, moment } from '@/format/time';
import { useCatalog } from '@/records/controller/use-catalog';
import { Person } from '@/ui/avatar';
import { Scroller } from '@/ui/scroller';
import { Tag } from '@/ui/tag';
import { usePhone } from '@/ui/use-media';
import '@/ui/panel.css';

const colours: Record<string, string> = { done: 'green', refused: 'orange', failed: 'red' };

/** Rows on a desk, cards on a phone; each unfolds its details. */
export function EventTable({ events }: { events: AuditEvent[] }) {
  const phone = usePhone();
  const [open, setOpen] = useState<ReadonlySet<AuditEvent['seq']>>(new Set());

  function toggle(seq: AuditEvent['seq']) {
    const next = new Set(open);
    if (!next.delete(seq)) next.add(seq);
    setOpen(next);
  }
  const Events = phone ? Cards : Rows;
  return <Events events={events} open={open} onToggle={toggle} />;
}

type EventsProps = {
  events: AuditEvent[];
  open: ReadonlySet<AuditEvent['seq']>;
  onToggle: (seq: AuditEvent['seq']) => void;
};

function Cards({ events, open, onToggle }: EventsProps) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  return (
    <ul className="kd-audit-cards" aria-label={t('shell.page.audit')}>
      {events.map((event) => (
        <li key={event.seq}>
          <p className="kd-audit-card-head">
            <b>{event.label}</b>
            <Outcome event={event} />
            <span className="kd-grow" />
            <time className="kd-second" dateTime={event.at} title={exactMoment(event.at, time_zone)}>
              {moment(event.at, time_zone)}
            </time>
          </p>
          <p className="kd-audit-card-line">
            <span>{event.user?.title || '—'}</span>
            {event.object && (
              <span className="kd-cut">
                <About event={event} />
              </span>
            )}
          </p>
          <button
            type="button"
            className="kd-audit-card-more"
            onClick={() => onToggle(event.seq)}
            aria-expanded={open.has(event.seq)}
            aria-label={t('audit.detailOf', { seq: event.seq })}
          >
            <ChevronRight size={14} aria-hidden />
            {t('audit.detail')}
          </button>
          {open.has(event.seq) && <Detail event={event} whole />}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ event: { outcome } }: { event: AuditEvent }) {
  const { t } = useTranslation();
  return <Tag color={colours[outcome]}>{t(`audit.outcomes.${outcome}`, { defaultValue: outcome })}</Tag>;
}

function Rows({ events, open, onToggle }: EventsProps) {
  const { t } = useTranslation();
  return (
    <Scroller className="kd-scroll-x" label={t('shell.page.audit')}>
      <table className="kd-plain-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="kd-hidden">{t('audit.detail')}</span>
            </th>
            <th scope="col">{t('audit.time')}</th>
            <th scope="col">{t('audit.kind')}</th>
            <th scope="col">{t('audit.outcome')}</th>
            <th scope="col">{t('audit.user')}</th>
            <th scope="col">{t('audit.about')}</th>
            <th scope="col">{t('audit.ip')}</th>
            <th scope="col">{t('audit.seq')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Fragment key={event.seq}>
              <Row event={event} open={open.has(event.seq)} onToggle={() => onToggle(event.seq)} />
              {open.has(event.seq) && (
                <tr>
                  <td colSpan={8}>
                    <Detail event={event} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Row({ event, open, onToggle }: { event: AuditEvent; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  return (
    <tr>
      <td className="kd-audit-more">
        <button
          type="button"
          onClick={onToggle}
          aria-expanded={open}
          aria-label={t('audit.detailOf', { seq: event.seq })}
        >
          <ChevronRight size={14} aria-hidden />
        </button>
      </td>
      <td>
        <time dateTime={event.at} title={exactMoment(event.at, time_zone)}>
          {moment(event.at, time_zone)}
        </time>
      </td>
      <td>{event.label}</td>
      <td>
        <Outcome event={event} />
      </td>
      <td>
        {event.user?.id ? (
          <Person id={event.user.id} name={event.user.title} />
        ) : (
          <span className="kd-second">{event.user?.title || '—'}</span>
        )}
      </td>
      <td className="kd-audit-about">
        <About event={event} />
      </td>
      <td className="kd-second">{event.ip ?? '—'}</td>
      <td className="kd-quiet">{event.seq}</td>
    </tr>
  );
}

function About({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const { objects } = useCatalog();
  if (!event.object) return <span className="kd-quiet">—</span>;
  const object = objects.find(({ name }) => name === event.object);
  const label =
    object?.label ?? event.object_label ?? t(`audit.things.${event.object}`, { defaultValue: event.object });
  if (!event.record) return <>{label}</>;
  const { id, title } = typeof event.record === 'object' ? event.record : { id: event.record, title: null };
  const record = { id, title: title ?? `#${id}` };
  // People, backups and the like have no record page.
  if (!object)
    return (
      <>
        {label} {record.title}
      </>
    );
  return (
    <Link to="/r/$object/$id" params={{ object: object.name, id: record.id }}>
      {label} {record.title}
    </Link>
  );
}

/** `whole`: with what a card has no column for. */
function Detail({ event, whole }: { event: AuditEvent; whole?: boolean }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const beside = [
    { label: t('audit.ip'), value: event.ip ?? '—' },
    { label: t('audit.seq'), value: String(event.seq) },
  ];
  const lines = [
    { label: t('audit.exact'), value: exactMoment(event.at, time_zone) },
    ...event.detail,
    ...(whole ? beside : []),
  ];
  return (
    <dl className="kd-audit-detail">
      {lines.map(({ label, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event never changes, its lines stay in their places.
        <Fragment key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
