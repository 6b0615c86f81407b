import { Link } from '@tanstack/react-router';
import { MessageSquareText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { ObjectInfo } from '@/api/types';
import { moment } from '@/format/time';
import { boxOf } from '@/records/controller/box';
import { useFirst } from '@/records/controller/use-list';
import { isEmpty, isLink } from '@/records/controller/values';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';

/** What colleagues and oneself have written lately, each leading to the record it is about. */
export function RecentWriting({ object, parent }: { object: ObjectInfo; parent: ObjectInfo }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const { text } = boxOf(object, parent.name);
  const link = object.fields.find(({ kind, target }) => kind === 'link' && target === parent.name);
  const { data, isPending, error, refetch } = useFirst({
    object: object.name,
    sort: '-id',
    limit: 6,
    fields: [link?.name, text?.name].filter((name) => name !== undefined),
  });
  return (
    <Panel title={t('home.writing.title', { label: object.many })}>
      {isPending && <Lines rows={4} />}
      {error && <Failure error={error} retry={refetch} compact />}
      {data?.items.length === 0 && (
        <Blank icon={MessageSquareText} title={t('home.writing.empty')} compact>
          {t('home.writing.emptyText', { label: parent.one })}
        </Blank>
      )}
      <ul className="kd-home-list">
        {data?.items.map((row) => {
          const about = link ? row[link.name] : undefined;
          if (!isLink(about)) return null;
          return (
            <li key={row.id} className="kd-home-item">
              <div className="kd-home-main">
                <Link to="/r/$object/$id" params={{ object: parent.name, id: about.id }}>
                  {about.title}
                </Link>
                {text && !isEmpty(row[text.name]) && <div>{String(row[text.name])}</div>}
              </div>
              <span className="kd-home-side">
                <div>{row.created_by?.title}</div>
                {row.created_at && moment(row.created_at, time_zone)}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
