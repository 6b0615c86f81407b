import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CellProps } from '../contract';

export function BooleanCell({ value }: CellProps) {
  const { t } = useTranslation();
  if (value !== true) return <span className="kd-quiet">{t('records.no')}</span>;
  return (
    <span>
      <Check size={14} color="var(--ant-color-primary)" aria-hidden /> {t('records.yes')}
    </span>
  );
}
