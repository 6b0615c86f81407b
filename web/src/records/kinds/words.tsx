// A condition's value in words, for the chips of the filter bar. Apart from the editors, which weigh more.
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { FilterValue, Kind } from '@/api/types';
import { group } from '@/format/money';
import { toWall } from '@/format/time';
import { useDepartments, usePeople } from '../controller/lookup';
import { useTitles } from '../controller/use-titles';
import type { WordsProps } from './contract';
import { spanOf } from './parts/within';

const listed = (value: FilterValue): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => one !== '' && one !== null).map(String);

function PlainWords({ condition }: WordsProps) {
  const { t } = useTranslation();
  return <>{listed(condition.value).join(t('common.and'))}</>;
}

function OptionWords({ field, condition }: WordsProps) {
  const { t } = useTranslation();
  const label = (value: string) => field.options?.find((option) => option.value === value)?.label ?? value;
  return <>{listed(condition.value).map(label).join(t('common.and'))}</>;
}

function AmountWords({ condition }: WordsProps) {
  return (
    <>
      {listed(condition.value)
        .map((amount) => group(amount))
        .join(' – ')}
    </>
  );
}

function BooleanWords({ condition }: WordsProps) {
  const { t } = useTranslation();
  return <>{condition.value === true ? t('records.yes') : t('records.no')}</>;
}

function TimeWords({ field, condition }: WordsProps) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  if (condition.op === 'within') {
    const span = spanOf(condition.value);
    if (span) return <>{t(`records.within.${span.way}Days`, { count: span.days })}</>;
    return <>{t(`records.within.${String(condition.value)}`)}</>;
  }
  const day = (value: string) =>
    field.kind === 'date' ? value : toWall(value, time_zone).format('YYYY-MM-DD');
  return <>{listed(condition.value).map(day).join(' – ')}</>;
}

function UserWords({ condition }: WordsProps) {
  const { t } = useTranslation();
  const ids = listed(condition.value);
  const people = usePeople(ids.filter((id) => id !== 'me'));
  const name = (id: string) =>
    id === 'me' ? t('records.filter.me') : (people.find((one) => one.id === id)?.name ?? id);
  return <>{ids.map(name).join(t('common.and'))}</>;
}

function LinkWords({ field, condition }: WordsProps) {
  const { t } = useTranslation();
  const ids = listed(condition.value);
  const links = useTitles(field.target ?? '', ids);
  return <>{ids.map((id) => links.find((link) => link.id === id)?.title ?? id).join(t('common.and'))}</>;
}

function DepartmentWords({ condition }: WordsProps) {
  const { t } = useTranslation();
  const departments = useDepartments();
  return (
    <>
      {listed(condition.value)
        .map((id) => departments.find((one) => one.id === id)?.name ?? id)
        .join(t('common.and'))}
    </>
  );
}

const words: Partial<Record<Kind, ComponentType<WordsProps>>> = {
  number: AmountWords,
  money: AmountWords,
  percent: AmountWords,
  boolean: BooleanWords,
  date: TimeWords,
  datetime: TimeWords,
  choice: OptionWords,
  choices: OptionWords,
  user: UserWords,
  link: LinkWords,
  department: DepartmentWords,
};

export function ValueWords(props: WordsProps) {
  if (props.condition.op === 'empty') return null;
  const Found = words[props.field.kind] ?? PlainWords;
  return <Found {...props} />;
}
