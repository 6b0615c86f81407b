import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isLink } from '../../controller/values';
import type { CellProps } from '../contract';

export function LinkCell({ field, value, place }: CellProps) {
  const { t } = useTranslation();
  if (!isLink(value)) return null;
  // The server keeps back what it is called, and its page would not open.
  if (!value.title) return <span className="kd-quiet">{t('records.outOfSight')}</span>;
  if (!field.target || place === 'button') return <span>{value.title}</span>;
  return (
    <Link to="/r/$object/$id" params={{ object: field.target, id: value.id }}>
      {value.title}
    </Link>
  );
}
