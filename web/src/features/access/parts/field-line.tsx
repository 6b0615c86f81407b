import { useTranslation } from 'react-i18next';
import { Tag } from '@/ui/tag';
import type { FieldSeen } from './types';

const COLOURS = { clear: 'green', masked: 'gold', hidden: 'red' };

/** How somebody sees a field, and by which role or policy. */
export function FieldLine({ seen, label }: { seen: FieldSeen; label?: string }) {
  const { t } = useTranslation();
  const words = (list: FieldSeen['permits']) => list.map((one) => one.words).join(t('access.who.and'));
  const against = seen.forbids.length > 0 && `${t('access.who.against')} ${words(seen.forbids)}`;
  const by = [words(seen.permits), against].filter(Boolean).join(t('access.who.and'));
  return (
    <div>
      <dt>
        <Tag color={COLOURS[seen.right]}>{seen.right_label}</Tag>
      </dt>
      <dd>
        {label && <b>{label} </b>}
        {by || t('access.lookup.nothing')}
      </dd>
    </div>
  );
}
