import { Segmented } from 'antd';
import { History } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, TimelineEntry } from '@/api/types';
import { Older } from '@/ui/older';
import { Blank, Failure, Lines } from '@/ui/states';
import type { Spoken } from '../controller/after-call';
import { headingOf } from '../controller/use-catalog';
import { useTimeline } from '../controller/use-one';
import { Composer } from './timeline-composer';
import { Entry } from './timeline-entry';
import './timeline.css';

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  /** The object that is written here, when one may. */
  written?: ObjectInfo;
  /** Each time that somebody asks to write, this grows. */
  asked: number;
  /** With whom they have just spoken. */
  spoken?: Spoken;
  /** Whose it is, where it stands beside the timeline of another record. */
  whose?: string;
};

/** As far as one looks by oneself for what was asked to be shown. */
const MOST_PAGES = 10;

type Show = 'all' | TimelineEntry['type'];

export default function TimelineCard({ object, row, written, asked, spoken, whose }: Props) {
  const { t } = useTranslation();
  const [show, setShow] = useState<Show>('all');
  const timeline = useTimeline(object.name, row.id);
  const all = timeline.data?.pages.flatMap(({ items }) => items) ?? [];
  // What a follow-up brings with it (its date in the record) is told by the follow-up itself.
  const entries = all.filter((entry) =>
    show === 'all' ? !(entry.type === 'change' && entry.verb === 'follow') : entry.type === show,
  );
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = timeline;
  const pages = timeline.data?.pages.length ?? 0;
  const seeks =
    pages > 0 && entries.length === 0 && hasNextPage && !isFetchNextPageError && pages < MOST_PAGES;
  useEffect(() => {
    if (seeks && !isFetchingNextPage) fetchNextPage();
  }, [seeks, isFetchingNextPage, fetchNextPage]);
  const options = [
    { value: 'all' as const, label: t('records.timeline.all') },
    ...(object.timeline
      ? [{ value: 'record' as const, label: written ? headingOf(written) : t('records.timeline.records') }]
      : []),
    { value: 'change' as const, label: t('records.timeline.changes') },
  ];
  return (
    <section aria-label={whose ? t('records.timeline.of', { title: whose }) : t('records.timeline.title')}>
      <div className="kd-timeline-head">
        <h2>{t('records.timeline.title')}</h2>
        <Segmented<Show>
          size="small"
          options={options}
          value={show}
          onChange={setShow}
          aria-label={t('records.timeline.show')}
        />
      </div>
      {written && <Composer object={object} row={row} written={written} asked={asked} spoken={spoken} />}
      {(timeline.isPending || seeks) && <Lines rows={5} />}
      {timeline.error && !timeline.data && (
        <Failure error={timeline.error} retry={timeline.refetch} compact />
      )}
      {timeline.data && entries.length === 0 && !hasNextPage && (
        <Blank icon={History} title={t('records.timeline.empty')} compact>
          {t('records.timeline.emptyText')}
        </Blank>
      )}
      <ol className="kd-timeline">
        {entries.map((entry) => (
          <Entry key={`${entry.type}.${entry.id}`} entry={entry} object={object} id={row.id} />
        ))}
      </ol>
      <Older list={timeline} label={t('records.timeline.older')} />
    </section>
  );
}
