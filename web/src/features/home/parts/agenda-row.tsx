import { Link } from '@tanstack/react-router';
import { PenLine, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Field, RecordRow } from '@/api/types';
import { briefDate, nearness, toWall } from '@/format/time';
import { noteCall } from '@/records/controller/after-call';
import { isEmpty, titleOf } from '@/records/controller/values';
import { FieldCell } from '@/records/kinds/cells';
import { dial } from '@/records/kinds/phone/dial';
import type { Part } from './agenda-times';
import type { HomeObject } from './home-object';
import { Postpone } from './postpone';

type Props = { home: HomeObject; row: RecordRow; part: Part; mark?: Field; reason?: string };

/** Whom, when and why, and the three things that one does about it. */
export function AgendaRow({ home, row, part, mark, reason }: Props) {
  const { t } = useTranslation();
  const { time_zone: zone } = useSession();
  const { object, next, last, phone, written } = home;
  const title = titleOf(row, object.title);
  const at = String(row[next.name]);
  const wall = toWall(at, zone);
  const when = part === 'overdue' ? briefDate(wall.format('YYYY-MM-DD'), zone) : wall.format('HH:mm');
  const late = part === 'overdue' || (part !== 'tomorrow' && Date.parse(at) < Date.now());
  const number = phone ? row[phone.name] : undefined;
  // A masked number cannot be called.
  const callable = typeof number === 'string' && !number.includes('*') ? number : undefined;
  // Only of whom the record says so: of the others it is not known yet, or could not be had.
  const never = last !== undefined && isEmpty(row[last.name]);
  const params = { object: object.name, id: row.id };
  return (
    <li className="kd-home-item kd-agenda-row">
      <time
        className="kd-agenda-when"
        dateTime={at}
        data-late={late || undefined}
        title={late && nearness(at, zone) !== 'overdue' ? t('home.agenda.passed') : undefined}
      >
        {when}
      </time>
      <div className="kd-home-main">
        <Link to="/r/$object/$id" params={params}>
          {title}
        </Link>
        <div className="kd-agenda-why">{reason ?? (never && t('home.agenda.noReason'))}</div>
      </div>
      {mark && !isEmpty(row[mark.name]) && <FieldCell field={mark} value={row[mark.name]} place="list" />}
      <div className="kd-agenda-acts">
        {callable && (
          <a
            href={dial(callable)}
            onClick={() => noteCall({ object: object.name, id: row.id })}
            className="kd-agenda-act"
            aria-label={t('home.agenda.callOf', { title, number: callable })}
            title={t('home.agenda.call', { number: callable })}
          >
            <Phone size={15} aria-hidden />
          </a>
        )}
        {written?.object.verbs.includes('create') && (
          <Link
            to="/r/$object/$id"
            params={params}
            search={{ write: 'record' }}
            className="kd-agenda-act"
            aria-label={t('home.agenda.writeOf', { title })}
            title={t('home.agenda.write')}
          >
            <PenLine size={15} aria-hidden />
          </Link>
        )}
        {next.writable && <Postpone home={home} row={row} />}
      </div>
    </li>
  );
}
