import { Eye } from 'lucide-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldCell } from '../cells';
import type { CellProps } from '../contract';
import { RevealContext } from './reveal';
import './cell.css';

/** A mask, and on a record's page the way to what is under it. Once shown, the values of the page stay until one leaves it. */
export function MaskedCell({ field, place, mask }: CellProps & { mask: string }) {
  const { t } = useTranslation();
  const record = useContext(RevealContext);
  const value = place === 'page' ? record?.values?.[field.name] : undefined;
  if (value !== undefined) return <FieldCell field={field} value={value} place={place} />;
  return (
    <span className="kd-masked">
      <span title={t('records.masked.about', { label: field.label })}>{mask}</span>
      {place === 'page' && record?.may && (
        <button
          type="button"
          className="kd-reveal"
          disabled={record.busy}
          onClick={record.ask}
          title={t('records.masked.revealHint')}
          aria-label={`${t('records.masked.reveal')}: ${field.label}`}
        >
          <Eye size={13} aria-hidden /> {t('records.masked.reveal')}
        </button>
      )}
    </span>
  );
}
