import { Link } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { Candidate, ClashLink, Duplicate, Field, ObjectInfo, Told, Values } from '@/api/types';
import { moment } from '@/format/time';
import { composes } from '@/ui/composes';
import { wireOf } from '../controller/values';

/** Whose a record is and when it was last heard of, as far as one sees. */
function About({ told }: { told?: Told }) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const parts = [
    told?.owner && t('records.form.owner', { name: told.owner.title }),
    told?.last_contact && t('records.form.lastContact', { when: moment(told.last_contact, time_zone) }),
  ].filter(Boolean);
  return parts.length > 0 ? <span className="kd-quiet"> · {parts.join(' · ')}</span> : null;
}

type Props = {
  object: ObjectInfo;
  field: Field;
  values: Values;
  duplicate?: Duplicate;
  /** The record that a refusal named. */
  link?: Partial<ClashLink> | null;
};

/** There is one like it: which, or that it is out of sight and how to ask for it. */
export function DuplicateNote({ object, field, values, duplicate, link }: Props) {
  const { t } = useTranslation();
  const known = link?.id ? link : duplicate?.link;
  return (
    <div className="kd-notice" role="status">
      <TriangleAlert size={13} aria-hidden />{' '}
      {known?.id ? (
        <>
          {t('records.form.duplicate')}{' '}
          <Link to="/r/$object/$id" params={{ object: object.name, id: known.id }} target="_blank">
            {known.title}
          </Link>
          <About told={duplicate} />
        </>
      ) : (
        <>
          {t('records.form.duplicateHidden')} <AskForShare object={object} field={field} values={values} />
        </>
      )}
    </div>
  );
}

/** Asks whoever may share it; who that is, and which record, is not told. */
function AskForShare({ object, field, values }: { object: ObjectInfo; field: Field; values: Values }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState('');
  const [state, setState] = useState<'open' | 'busy' | 'sent'>('open');
  async function send() {
    setState('busy');
    try {
      await api.post(`/records/${object.name}/share-requests`, {
        values: wireOf([field.name], values),
        note: note || null,
      });
      setState('sent');
    } catch (error) {
      setState('open');
      message.error(asProblem(error).words());
    }
  }
  if (state === 'sent') return <b>{t('records.form.shareAsked')}</b>;
  if (!asking)
    return (
      <Button type="link" size="small" onClick={() => setAsking(true)}>
        {t('records.form.askShare')}
      </Button>
    );
  return (
    <span className="kd-ask-share">
      <Input
        value={note}
        onChange={(event) => setNote(event.target.value)}
        placeholder={t('records.form.askShareNote')}
        aria-label={t('records.form.askShareNote')}
        maxLength={200}
        onPressEnter={(event) => !composes(event) && send()}
        autoFocus
      />
      <Button type="primary" loading={state === 'busy'} onClick={send}>
        {t('records.form.askShare')}
      </Button>
    </span>
  );
}

/** Records that are called much the same: nothing is wrong, but one of them may be meant. */
export function Candidates({ object, candidates }: { object: ObjectInfo; candidates: Candidate[] }) {
  const { t } = useTranslation();
  return (
    <div className="kd-candidates" role="status">
      {t('records.form.candidates')}
      <ul>
        {candidates.map((candidate) => (
          <li key={candidate.id}>
            <Link to="/r/$object/$id" params={{ object: object.name, id: candidate.id }} target="_blank">
              {candidate.title ?? `#${candidate.id}`}
            </Link>
            <About told={candidate} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whoever may lets a duplicate through, and says why. */
export function LetThrough({
  reason,
  error,
  onChange,
}: {
  reason: string;
  error?: string;
  onChange: (reason: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="kd-let-through">
      <Input
        value={reason}
        onChange={(event) => onChange(event.target.value)}
        placeholder={t('records.form.letThroughHint')}
        aria-label={t('records.form.letThrough')}
        maxLength={200}
        status={error ? 'error' : undefined}
      />
      {error ? (
        <p className="kd-field-error" role="alert">
          {error}
        </p>
      ) : (
        <p className="kd-quiet">{t('records.form.letThroughText')}</p>
      )}
    </div>
  );
}
