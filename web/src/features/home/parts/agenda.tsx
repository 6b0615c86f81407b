import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { CalendarCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '@/api/types';
import { totalText } from '@/format/number';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';
import { AgendaRow } from './agenda-row';
import { PARTS, type Part } from './agenda-times';
import type { HomeObject } from './home-object';
import { usePart, useReasons } from './use-agenda';

/** Of what was missed so much is shown before one asks for more. */
const SHORT = 3;

type Answer = ReturnType<typeof usePart>;

/** Who is to be contacted: today first, in its order, then what was missed, then tomorrow. Nothing where it is `optional` and empty. */
export function Agenda({ home, optional }: { home: HomeObject; optional?: boolean }) {
  const { t } = useTranslation();
  const parts: Record<Part, Answer> = {
    morning: usePart(home, 'morning'),
    afternoon: usePart(home, 'afternoon'),
    overdue: usePart(home, 'overdue'),
    tomorrow: usePart(home, 'tomorrow'),
  };
  const answers = PARTS.map((part) => parts[part]);
  const rows = answers.flatMap(({ data }) => data?.items ?? []);
  const reasons = useReasons(home, rows);
  const pending = answers.some(({ isPending }) => isPending);
  const failed = answers.find(({ error }) => error);
  const empty = !pending && !failed && rows.length === 0;
  if (optional && (empty || pending)) return null;
  const today = [parts.morning, parts.afternoon].every(({ data }) => data?.items.length === 0);
  return (
    <Panel title={t('home.agenda.title')}>
      {pending && <Lines rows={6} />}
      {failed && <Failure error={failed.error} retry={failed.refetch} compact />}
      {empty && (
        <Blank icon={CalendarCheck} title={t('home.agenda.empty')} compact>
          {t('home.agenda.emptyText')}
        </Blank>
      )}
      {!pending && !failed && !empty && today && (
        <p className="kd-agenda-none">{t('home.agenda.noneToday')}</p>
      )}
      {!pending &&
        PARTS.map((part) => (
          <Section key={part} home={home} part={part} answer={parts[part]} reasons={reasons} />
        ))}
    </Panel>
  );
}

function Section({
  home,
  part,
  answer,
  reasons,
}: {
  home: HomeObject;
  part: Part;
  answer: Answer;
  reasons: Map<string, string>;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(part !== 'overdue');
  const { data, conditions, sort, mark } = answer;
  if (!data || data.items.length === 0) return null;
  const shown: RecordRow[] = open ? data.items : data.items.slice(0, SHORT);
  const label = t(`home.agenda.part.${part}`);
  const more = data.items.length - shown.length;
  return (
    <section className="kd-agenda-part" aria-label={label} data-part={part}>
      <h3>
        {label}
        <Link
          to="/r/$object"
          params={{ object: home.object.name }}
          search={{ filter: conditions, sort }}
          className="kd-home-count"
        >
          {t('home.all', { total: totalText(data.total) })}
        </Link>
      </h3>
      <ul className="kd-home-list">
        {shown.map((row) => (
          <AgendaRow
            key={row.id}
            home={home}
            row={row}
            part={part}
            mark={mark}
            reason={reasons.get(row.id)}
          />
        ))}
      </ul>
      {more > 0 && (
        <Button type="text" size="small" onClick={() => setOpen(true)}>
          {t('home.agenda.more', { total: more })}
        </Button>
      )}
    </section>
  );
}
