import { Button } from 'antd';
import { PencilLine } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineSet, RecordRow } from '@/api/types';
import { usePhone } from '@/ui/use-media';
import { linesOf } from '../../controller/lines/line';
import { useLines } from '../../controller/use-lines';
import { isEmpty } from '../../controller/values';
import { LinesCards } from './lines-cards';
import { LinesGrid } from './lines-grid';
import { CopyAll } from './lines-tools';
import { usePlain } from './use-plain';
import { saidWords } from './words';
import './lines.css';

type Props = {
  set: LineSet;
  row: RecordRow;
  /** Leads to the form, where they may be written. */
  onEdit?: () => void;
};

/** The lines of a document to be read, walked through and copied out. */
export default function LinesView({ set, row, onEdit }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const lines = useMemo(() => linesOf(set, row), [set, row]);
  // A column in which nothing stands would only push the others out of sight.
  const shown = useMemo(() => {
    const fields = set.fields.filter(({ name }) => lines.some(({ values }) => !isEmpty(values[name])));
    return { ...set, fields };
  }, [set, lines]);
  const control = useLines({ set: shown, lines, plain: usePlain() });
  return (
    <section className="kd-line-set" aria-label={set.label} data-lines={set.name}>
      <div className="kd-section-title kd-lines-title">
        <h2>{set.label}</h2>
        <span className="kd-lines-said" role="status">
          {control.said && saidWords(control.said, t)}
        </span>
        {!phone && lines.length > 0 && <CopyAll control={control} />}
        {onEdit && (
          <Button
            type="text"
            icon={<PencilLine size={15} aria-hidden />}
            onClick={onEdit}
            aria-label={t('records.page.editField', { label: set.label })}
            title={t('records.page.editField', { label: set.label })}
          />
        )}
      </div>
      {lines.length === 0 && <p className="kd-quiet">{t('records.lines.none')}</p>}
      {lines.length > 0 && (phone ? <LinesCards control={control} /> : <LinesGrid control={control} />)}
    </section>
  );
}
