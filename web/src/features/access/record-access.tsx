import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { Person } from '@/ui/avatar';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import type { WhoCan } from './parts/types';
import './access.css';

type Props = { object: ObjectInfo; row: RecordRow; onClose: () => void };

/** Who can see one record, by which role or policy, and which of its fields they see masked or not at all. */
export default function RecordAccess({ object, row, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['access', 'record', object.name, row.id],
    queryFn: () => api.get<WhoCan>(`/access/records/${object.name}/${row.id}`),
  });
  return (
    <Sheet open title={t('access.who.title')} onClose={onClose} width={560}>
      {error && !data && <Failure error={error} retry={refetch} right={t('access.noRight.right')} />}
      {!data && !error && <Lines rows={6} />}
      {data && (
        <>
          <p className="kd-second">{t('access.who.count', { count: data.people.length })}</p>
          <ul className="kd-access-who">
            {data.people.map(({ user, verbs, fields }) => (
              <li key={user.id}>
                <Person id={user.id} name={user.title} />
                <dl>
                  {data.verbs
                    .filter(({ verb }) => verbs[verb])
                    .map(({ verb, label }) => (
                      <div key={verb}>
                        <dt>
                          <Tag color="cyan">{label}</Tag>
                        </dt>
                        <dd>{verbs[verb]?.map(({ words }) => words).join(t('access.who.and'))}</dd>
                      </div>
                    ))}
                  {(['masked', 'hidden'] as const)
                    .map((right) => ({ right, closed: fields.filter((field) => field.right === right) }))
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
              </li>
            ))}
          </ul>
          {data.timed && <p className="kd-access-note">{t('access.who.timed')}</p>}
        </>
      )}
    </Sheet>
  );
}
