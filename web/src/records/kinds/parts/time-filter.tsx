import { DatePicker, Flex, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { FilterValue } from '@/api/types';
import { fromWall, toWall } from '@/format/time';
import { usePhone } from '@/ui/use-media';
import type { FilterKind, FilterProps } from '../contract';
import { NativeDay } from './native-day';
import { spanOf, WITHIN } from './within';

/** Days of the company's calendar on the screen; on the wire a date, or a moment at the day's edge. */
function useEdges(kind: string) {
  const { time_zone } = useSession();
  return {
    read: (value: FilterValue | undefined): Dayjs | null => {
      if (typeof value !== 'string' || !value) return null;
      return kind === 'date' ? dayjs(value) : toWall(value, time_zone);
    },
    write: (day: Dayjs | null, edge: 'start' | 'end'): string => {
      if (!day) return '';
      if (kind === 'date') return day.format('YYYY-MM-DD');
      return fromWall(edge === 'start' ? day.startOf('day') : day.endOf('day'), time_zone);
    },
  };
}

function Within({ field, value, onChange }: FilterProps) {
  const { t } = useTranslation();
  const span = spanOf(value);
  const chosen = span ? span.way : String(value);
  const options = [...WITHIN, 'past', 'next'].map((word) => ({
    value: word,
    label: t(`records.within.${word}`),
  }));
  return (
    <Flex gap={8}>
      <Select
        aria-label={field.label}
        value={chosen}
        options={options}
        onChange={(word: string) =>
          onChange(word === 'past' ? { past: 30 } : word === 'next' ? { next: 7 } : word)
        }
        className="kd-wide"
        autoFocus
      />
      {span && (
        <InputNumber
          aria-label={t('records.filter.days')}
          min={1}
          max={3650}
          value={span.days}
          suffix={t('records.filter.days')}
          onChange={(days) => onChange(span.way === 'past' ? { past: days ?? 1 } : { next: days ?? 1 })}
        />
      )}
    </Flex>
  );
}

function Editor(props: FilterProps) {
  const { field, op, value, onChange } = props;
  const { t } = useTranslation();
  const phone = usePhone();
  const { read, write } = useEdges(field.kind);
  if (op === 'within') return <Within {...props} />;
  if (op === 'between') {
    const [from, to] = Array.isArray(value) ? value : [];
    if (phone)
      return (
        <Flex vertical gap={8}>
          <NativeDay
            label={t('records.day.since')}
            value={read(from)}
            onChange={(day) => onChange([write(day, 'start'), to ?? ''])}
          />
          <NativeDay
            label={t('records.day.until')}
            value={read(to)}
            onChange={(day) => onChange([from ?? '', write(day, 'end')])}
          />
        </Flex>
      );
    return (
      <DatePicker.RangePicker
        aria-label={field.label}
        // One end alone is told of, not thrown away.
        allowEmpty={[true, true]}
        value={[read(from), read(to)]}
        onChange={(days) => onChange([write(days?.[0] ?? null, 'start'), write(days?.[1] ?? null, 'end')])}
        className="kd-wide"
      />
    );
  }
  const choose = (day: Dayjs | null) => onChange(write(day, op === 'gt' || op === 'lte' ? 'end' : 'start'));
  if (phone) return <NativeDay label={field.label} value={read(value)} onChange={choose} />;
  return <DatePicker aria-label={field.label} value={read(value)} onChange={choose} className="kd-wide" />;
}

export const timeFilter: FilterKind = {
  Editor,
  start: (op) => (op === 'within' ? 'this_week' : op === 'between' ? ['', ''] : ''),
};
