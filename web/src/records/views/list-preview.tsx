import { X } from 'lucide-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Part } from '@/ui/part';
import { Failure, Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { OpenRecordContext } from '../controller/open-record';
import { useOne } from '../controller/use-one';
import { titleOf } from '../controller/values';
import './list-preview.css';

const RecordWhole = lazy(() => import('./record-whole'));

type Props = { object: ObjectInfo; id: string | undefined; onClose: () => void };

/** Key facts and timeline of the row at which one stands; the list beside it keeps its place. */
export default function ListPreview({ object, id, onClose }: Props) {
  const { t } = useTranslation();
  // Whoever runs through the list means the row where they stop.
  const shown = useDebounced(id, 120);
  return (
    <section className="kd-preview kd-card" aria-label={t('records.preview.title')}>
      <button
        type="button"
        className="kd-preview-close kd-icon-button"
        onClick={onClose}
        aria-label={t('records.preview.close')}
        title={`${t('records.preview.close')} · Esc`}
      >
        <X size={16} aria-hidden />
      </button>
      {shown ? (
        <Previewed key={shown} object={object} id={shown} onGone={onClose} />
      ) : (
        <p className="kd-preview-none">{t('records.preview.none')}</p>
      )}
    </section>
  );
}

function Previewed({ object, id, onGone }: { object: ObjectInfo; id: string; onGone: () => void }) {
  const { t } = useTranslation();
  const { data: row, error, refetch } = useOne(object.name, id);
  if (error)
    return (
      <Failure
        error={error}
        retry={refetch}
        right={t('records.right.see', { label: object.label })}
        compact
      />
    );
  if (!row) return <Lines rows={8} />;
  return (
    // From here a link leads to the page of what it names.
    <OpenRecordContext value={null}>
      <h2 className="kd-preview-title">{titleOf(row, object.title)}</h2>
      <Part fallback={<Lines rows={8} />}>
        <RecordWhole object={object} row={row} onGone={onGone} />
      </Part>
    </OpenRecordContext>
  );
}
