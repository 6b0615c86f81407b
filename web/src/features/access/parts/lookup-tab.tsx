import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Input, Select } from 'antd';
import { Eye, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay, useSession } from '@/api/session';
import type { Link, RecordPage, RecordRow } from '@/api/types';
import { totalText } from '@/format/number';
import { moment } from '@/format/time';
import { PersonSelect } from '@/records/kinds/parts/person-select';
import { FormField } from '@/ui/form-field';
import { Blank, Failure, Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { RecordSelect } from './record-select';
import type { Described } from './types';
import { useVocabulary } from './use-access';
import { WhySheet } from './why-sheet';

/** What somebody else sees, and why they can or cannot. */
export function LookupTab() {
  const { t } = useTranslation();
  const objects = useVocabulary().data?.objects ?? [];
  const may = useMay('access');
  const [person, setPerson] = useState<Link | null>(null);
  const [chosen, setChosen] = useState<string>();
  const [record, setRecord] = useState<Link | null>(null);
  const [asked, setAsked] = useState<Link | null>(null);
  const object = objects.find(({ name }) => name === chosen) ?? objects[0];
  return (
    <>
      <div className="kd-access-lookup">
        <FormField label={t('access.lookup.person')}>
          {(control) => <PersonSelect id={control.id} value={person} onChange={setPerson} everyone />}
        </FormField>
        <FormField label={t('access.lookup.object')}>
          {(control) => (
            <Select
              id={control.id}
              className="kd-wide"
              value={object?.name}
              onChange={(name) => {
                setChosen(name);
                setRecord(null);
              }}
              showSearch={{ optionFilterProp: 'label' }}
              options={objects.map(({ name, label }) => ({ value: name, label }))}
            />
          )}
        </FormField>
        <FormField label={t('access.lookup.record')} hint={t('access.lookup.recordHint')}>
          {(control) => (
            <RecordSelect
              key={object?.name}
              id={control.id}
              describedBy={control['aria-describedby']}
              object={object}
              value={record}
              onChange={setRecord}
            />
          )}
        </FormField>
        <Button disabled={!person || !object || !record} onClick={() => setAsked(record)}>
          {t('access.lookup.ask')}
        </Button>
      </div>
      <div className="kd-card">
        {person && object && may ? (
          <SeenBy person={person} object={object} onAsk={setAsked} />
        ) : (
          <Blank icon={Eye} title={t('access.lookup.start')}>
            {t(may ? 'access.lookup.startText' : 'access.lookup.noList')}
          </Blank>
        )}
      </div>
      {asked && person && object && (
        <WhySheet person={person} object={object} record={asked} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

type SeenProps = { person: Link; object: Described; onAsk: (record: Link) => void };

function SeenBy({ person, object, onAsk }: SeenProps) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim());
  const { data, error, refetch } = useQuery({
    queryKey: ['access', 'as', person.id, object.name, q],
    queryFn: () =>
      api.get<RecordPage>(`/access/as/${person.id}/${object.name}`, { limit: 50, q: q || undefined }),
    // Of somebody else or of another object nothing is shown meanwhile.
    placeholderData: (before, query) =>
      query?.queryKey[2] === person.id && query.queryKey[3] === object.name ? before : undefined,
    // Each asking is an event in the log: not without the person's doing.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const words = { name: person.title, label: object.many };
  const forbidden = <Blank icon={Eye} title={t('access.lookup.empty', words)} />;
  if (error) return isForbidden(error) ? forbidden : <Failure error={error} retry={refetch} />;
  if (!data) return <Lines rows={6} />;
  if (data.items.length === 0 && q === '') return forbidden;
  const titleOf = (row: RecordRow) => textOf(row[object.title]) || `#${row.id}`;
  return (
    <div className="kd-access-seen">
      <div className="kd-access-seen-head">
        <h2>
          {t('access.lookup.seen', words)} <span className="kd-tab-count">{totalText(data.total)}</span>
        </h2>
        <Input
          type="search"
          prefix={<Search size={14} className="kd-quiet" aria-hidden />}
          placeholder={t('access.lookup.find')}
          aria-label={t('access.lookup.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
      </div>
      {data.items.length === 0 && <p className="kd-below kd-second">{t('access.lookup.notFound')}</p>}
      <ul>
        {data.items.map((row) => (
          <li key={row.id}>
            <span className="kd-cut">{titleOf(row)}</span>
            <span className="kd-second kd-cut">{others(row, object)}</span>
            <Flex gap={8} align="center" justify="flex-end">
              {row.updated_at && <span className="kd-second">{moment(row.updated_at, time_zone)}</span>}
              <Button
                size="small"
                onClick={() => onAsk({ id: row.id, title: titleOf(row) })}
                aria-label={t('access.lookup.whyOf', { title: titleOf(row) })}
              >
                {t('access.lookup.why')}
              </Button>
            </Flex>
          </li>
        ))}
      </ul>
    </div>
  );
}

const isForbidden = (error: unknown) => (error as { status?: number }).status === 403;

/** The other values that the list shows, masks as masks. */
function others(row: RecordRow, object: Described): string {
  const shown = object.fields.filter(({ name }) => name !== object.title && textOf(row[name]) !== '');
  return shown.map(({ name, label }) => `${label} ${textOf(row[name])}`).join(' · ');
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value !== 'object') return String(value);
  const of = value as { title?: string; masked?: string; amount?: string };
  return of.masked ?? of.title ?? of.amount ?? '';
}
