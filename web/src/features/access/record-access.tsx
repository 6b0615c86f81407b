import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Person } from '@/ui/avatar';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { FieldLine } from './parts/field-line';
import type { WhoCan } from './parts/types';
import './access.css';

type Props = { object: ObjectInfo; row: RecordRow; onClose: () => void };

/** Who can see one record, or one of its fields, and by which role or policy. */
export default function RecordAccess({ object, row, onClose }: Props) {
  const { t } = useTranslation();
  const [field, setField] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: ['access', 'record', object.name, row.id],
    queryFn: () => api.get<WhoCan>(`/access/records/${object.name}/${row.id}`),
  });
  const guarded = data?.people[0]?.fields ?? [];
  return (
    <Sheet open title={t('access.who.title')} onClose={onClose} width={560}>
      {error && !data && <Failure error={error} retry={refetch} right={t('access.noRight.right')} />}
      {!data && !error && <Lines rows={6} />}
      {data && (
        <>
          <p className="kd-second">{t('access.who.count', { count: data.people.length })}</p>
          {guarded.length > 0 && (
            <Select
              className="kd-access-by-field"
              aria-label={t('access.who.field')}
              allowClear
              placeholder={t('access.who.whole')}
              value={field}
              onChange={setField}
              options={guarded.map((one) => ({ value: one.field, label: one.label }))}
            />
          )}
          <ul className="kd-access-who">
            {data.people.map((person) => (
              <li key={person.user.id}>
                <Person id={person.user.id} name={person.user.title} />
                {field ? (
                  <dl>
                    {person.fields
                      .filter((one) => one.field === field)
                      .map((one) => (
                        <FieldLine key={one.field} seen={one} />
                      ))}
                  </dl>
                ) : (
                  <Whole person={person} verbs={data.verbs} />
                )}
              </li>
            ))}
          </ul>
          {guarded.length > 0 && <p className="kd-second">{t('access.who.others')}</p>}
          {data.timed && <p className="kd-access-note">{t('access.who.timed')}</p>}
        </>
      )}
    </Sheet>
  );
}

function Whole({ person, verbs }: { person: WhoCan['people'][number]; verbs: WhoCan['verbs'] }) {
  const { t } = useTranslation();
  return (
    <dl>
      {verbs
        .filter(({ verb }) => person.verbs[verb])
        .map(({ verb, label }) => (
          <div key={verb}>
            <dt>
              <Tag color="cyan">{label}</Tag>
            </dt>
            <dd>{person.verbs[verb]?.map(({ words }) => words).join(t('access.who.and'))}</dd>
          </div>
        ))}
      {(['masked', 'hidden'] as const)
        .map((right) => ({ right, closed: person.fields.filter((field) => field.right === right) }))
        .filter(({ closed }) => closed.length > 0)
        .map(({ right, closed }) => (
          <div key={right}>
            <dt>
              <Tag color="gold">{t(`access.right.${right}`)}</Tag>
            </dt>
            <dd>{closed.map(({ label }) => label).join(t('access.who.comma'))}</dd>
          </div>
        ))}
    </dl>
  );
}
