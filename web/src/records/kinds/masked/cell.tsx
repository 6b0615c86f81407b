import { App } from 'antd';
import { Eye } from 'lucide-react';
import { createContext, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { FieldCell } from '../cells';
import type { CellProps } from '../contract';
import './cell.css';

/** The record whose masked values may be shown in full; in a list there is none. */
export const RevealContext = createContext<{ object: string; id: string; may: boolean } | null>(null);

/** A mask, and on a record's page the way to what is under it. Once shown, the value stays until one leaves the page. */
export function MaskedCell({ field, place, mask }: CellProps & { mask: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const record = useContext(RevealContext);
  const [value, setValue] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  if (value !== undefined) return <FieldCell field={field} value={value} place={place} />;

  async function reveal(of: { object: string; id: string }) {
    setBusy(true);
    try {
      const answer = await api.get<{ value: unknown }>(`/records/${of.object}/${of.id}/reveal/${field.name}`);
      setValue(answer.value);
      message.info(t('records.masked.revealed'));
    } catch (error) {
      message.error(asProblem(error).words());
    } finally {
      setBusy(false);
    }
  }
  return (
    <span className="kd-masked">
      <span title={t('records.masked.about', { label: field.label })}>{mask}</span>
      {place === 'page' && record?.may && (
        <button
          type="button"
          className="kd-reveal"
          disabled={busy}
          onClick={() => reveal(record)}
          title={t('records.masked.revealHint')}
          aria-label={`${t('records.masked.reveal')}: ${field.label}`}
        >
          <Eye size={13} aria-hidden /> {t('records.masked.reveal')}
        </button>
      )}
    </span>
  );
}
