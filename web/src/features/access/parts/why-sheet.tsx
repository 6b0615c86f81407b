import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Link } from '@/api/types';
import { Scroller } from '@/ui/scroller';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { FieldLine } from './field-line';
import type { Described, Why } from './types';

/** Verbs that are asked about one record; a new one is not there yet. */
const NEVER_ASKED = ['create', 'import'];

type Props = { person: Link; object: Described; record: Link; onClose: () => void };

export function WhySheet({ person, object, record: { id, title }, onClose }: Props) {
  const { t } = useTranslation();
  const verbs = object.verbs.filter(({ name }) => !NEVER_ASKED.includes(name));
  const answers = useQueries({
    queries: verbs.map(({ name }) => ({
      queryKey: ['access', 'why', person.id, object.name, id, name],
      queryFn: () => api.get<Why>('/access/why', { user: person.id, object: object.name, id, verb: name }),
      retry: false,
    })),
  });
  const failed = answers.find(({ error }) => error)?.error;
  const told = answers.flatMap(({ data }) => data ?? []);
  const first = told[0];
  return (
    <Sheet
      open
      title={t('access.lookup.title', { name: person.title, label: object.label, title })}
      width={520}
      onClose={onClose}
    >
      {failed && <Failure error={failed} />}
      {!failed && told.length < verbs.length && <Lines rows={6} />}
      {first && told.length === verbs.length && (
        <Scroller
          className="kd-access-who"
          label={t('access.lookup.title', { name: person.title, label: object.label, title })}
        >
          {first.active ? (
            <p className="kd-second">
              {first.roles.length > 0
                ? t('access.lookup.roles', { roles: first.roles.join(t('access.who.comma')) })
                : t('access.lookup.noRoles')}
            </p>
          ) : (
            <p className="kd-access-note">{t('access.lookup.inactive')}</p>
          )}
          <ul>
            {told.map((why) => (
              <li key={why.verb}>
                <b>{why.label}</b>{' '}
                <Tag color={why.may ? 'green' : 'red'}>
                  {t(why.may ? 'access.lookup.yes' : 'access.lookup.no')}
                </Tag>
                <p className="kd-second">{reason(why, t)}</p>
                {why.fields.length > 0 && (
                  <dl>
                    {why.fields.map((field) => (
                      <FieldLine key={field.field} seen={field} label={field.label} />
                    ))}
                  </dl>
                )}
              </li>
            ))}
          </ul>
          {told.some(({ timed }) => timed) && <p className="kd-access-note">{t('access.who.timed')}</p>}
        </Scroller>
      )}
    </Sheet>
  );
}

function reason({ permits, forbids }: Why, t: (key: string) => string): string {
  const words = (list: Why['permits']) => list.map((one) => one.words).join(t('access.who.and'));
  if (forbids.length > 0) return `${t('access.lookup.against')} ${words(forbids)}`;
  if (permits.length > 0) return `${t('access.lookup.because')} ${words(permits)}`;
  return t('access.lookup.nothing');
}
