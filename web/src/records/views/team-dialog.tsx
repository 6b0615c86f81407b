import { App, Button, Segmented } from 'antd';
import dayjs from 'dayjs';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Link, ObjectInfo, RecordRow } from '@/api/types';
import { Person } from '@/ui/avatar';
import { Dialog } from '@/ui/dialog';
import { Failure, Lines } from '@/ui/states';
import { useFocusReturn } from '@/ui/use-focus-return';
import { type Member, useTeam } from '../controller/use-team';
import { DayPicker } from '../kinds/parts/day-picker';
import { PersonSelect } from '../kinds/parts/person-select';
import './team-dialog.css';

type Props = { object: ObjectInfo; row: RecordRow; title: string; onClose: () => void };

/** With whom a record is shared, and sharing it with one more. */
export default function TeamDialog({ object, row, title, onClose }: Props) {
  const { t } = useTranslation();
  useFocusReturn(true);
  const { message } = App.useApp();
  const { team, share, end } = useTeam(object.name, row.id);
  const mayShare = team.data?.may_share;
  const [person, setPerson] = useState<Link | null>(null);
  const [may, setMay] = useState<Member['may']>('read');
  const [until, setUntil] = useState<string | null>(null);
  const id = useId();

  const tell = (error: unknown) => message.error(asProblem(error).words());
  async function add() {
    if (!person) return;
    try {
      await share.mutateAsync({ user: person.id, may, until });
      message.success(t('records.team.shared', { name: person.title }));
      setPerson(null);
    } catch (error) {
      tell(error);
    }
  }
  const stop = (member: Member) =>
    end.mutateAsync(member.user.id).then(() => message.success(t('records.team.ended')), tell);

  return (
    <Dialog open title={t('records.team.title', { title })} onCancel={onClose} footer={null} width={520}>
      <p className="kd-quiet">{t('records.team.text')}</p>
      {team.error && <Failure error={team.error} retry={team.refetch} />}
      {team.isPending && <Lines rows={2} />}
      {team.data?.items.length === 0 && <p className="kd-team-none">{t('records.team.nobody')}</p>}
      <ul className="kd-team">
        {team.data?.items.map((member) => (
          <li key={member.user.id}>
            <Person id={member.user.id} name={member.user.title} />
            <span className="kd-quiet">
              {t(`records.team.${member.may}`)} ·{' '}
              {member.until ? t('records.team.untilDay', { day: member.until }) : t('records.team.forever')}
            </span>
            {mayShare && (
              <Button
                type="text"
                size="small"
                icon={<X size={14} aria-hidden />}
                aria-label={t('records.team.end', { name: member.user.title })}
                onClick={() => stop(member)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayShare && (
        <div className="kd-team-add">
          <label htmlFor={`${id}-person`}>{t('records.team.person')}</label>
          <PersonSelect id={`${id}-person`} value={person} onChange={setPerson} />
          <span id={`${id}-may`}>{t('records.team.may')}</span>
          <Segmented
            aria-labelledby={`${id}-may`}
            value={may}
            onChange={setMay}
            options={[
              { value: 'read', label: t('records.team.read') },
              { value: 'write', label: t('records.team.write') },
            ]}
          />
          <label htmlFor={`${id}-until`}>{t('records.team.until')}</label>
          <DayPicker
            id={`${id}-until`}
            value={until ? dayjs(until) : null}
            onChange={(day) => setUntil(day ? day.format('YYYY-MM-DD') : null)}
            format={['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD']}
            placeholder={t('records.team.forever')}
          />
          <Button type="primary" onClick={add} disabled={!person} loading={share.isPending}>
            {t('records.team.add')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
