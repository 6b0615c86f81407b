import { useTranslation } from 'react-i18next';
import type { User } from '@/api/types';
import { Tag } from '@/ui/tag';
import { isLocked } from './use-people';

export function PersonState({ person }: { person: User }) {
  const { t } = useTranslation();
  if (!person.active) return <Tag>{t('people.disabled')}</Tag>;
  if (isLocked(person)) return <Tag color="orange">{t('people.locked')}</Tag>;
  if (person.status === 'leaving') return <Tag color="gold">{t('people.leaving')}</Tag>;
  if (person.invited_until) return <Tag color="blue">{t('people.invited')}</Tag>;
  return <Tag color="green">{t('people.active')}</Tag>;
}
