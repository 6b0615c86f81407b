import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineSet, RecordRow } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import { linesOf } from '../../controller/lines/line';
import { useLines } from '../../controller/use-lines';
import { LinesCards } from './lines-cards';
import { LinesGrid } from './lines-grid';
import { LinesTools } from './lines-tools';
import { usePlain } from './use-plain';
import './lines.css';

/** The lines of a document to be read, walked through and copied out. */
export default function LinesView({ set, row }: { set: LineSet; row: RecordRow }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const lines = useMemo(() => linesOf(set, row), [set, row]);
  const control = useLines({ set, lines, plain: usePlain() });
  return (
    <section className="kd-lines" aria-label={set.label} data-lines={set.name}>
      <h2 className="kd-section-title">{set.label}</h2>
      {lines.length === 0 ? (
        <p className="kd-quiet">{t('records.lines.none')}</p>
      ) : (
        <>
          {phone ? <LinesCards control={control} /> : <LinesGrid control={control} />}
          {!phone && <LinesTools control={control} phone={phone} />}
        </>
      )}
    </section>
  );
}
