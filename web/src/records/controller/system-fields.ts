import { useTranslation } from 'react-i18next';
import type { Field, Kind, Op } from '@/api/types';

const TIME: Op[] = ['within', 'between', 'lt', 'lte', 'gt', 'gte'];
const PERSON: Op[] = ['eq', 'ne', 'in'];

const SYSTEM: { name: string; kind: Kind; ops: Op[] }[] = [
  { name: 'created_at', kind: 'datetime', ops: TIME },
  { name: 'created_by', kind: 'user', ops: PERSON },
  { name: 'updated_at', kind: 'datetime', ops: TIME },
  { name: 'updated_by', kind: 'user', ops: PERSON },
];

/** What every record has besides its own fields, and what one may filter by as well. */
export function useSystemFields(): Field[] {
  const { t } = useTranslation();
  return SYSTEM.map((field) => ({
    ...field,
    label: t(`records.system.${field.name}`),
    required: false,
    writable: false,
  }));
}
