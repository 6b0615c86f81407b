import { App, Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import { askEmergency, useEmergencies, useEmergencyActs, useOwnEmergency } from '@/api/emergency';
import { Dialog } from '@/ui/dialog';
import { FormField } from '@/ui/form-field';
import { Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import '@/ui/door.css';
import { headingOf } from '@/records/controller/use-catalog';

const SHORTEST_REASON = 4;
const SPANS = [15, 30, 60, 120, 240];

/** Asking for emergency access: why, to what, for how long. Somebody else has to allow it. */
export default function EmergencyAsk() {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const guard = useGuard(reason.trim() !== '');
  /** What was typed does not go without a word, however it is closed. */
  async function close() {
    if (!(await guard.leave())) return false;
    askEmergency(false);
  }
  const { data } = useEmergencies();
  const own = useOwnEmergency();
  return (
    <Dialog open title={t('shell.emergency.ask')} onCancel={close} footer={null} destroyOnHidden>
      {!data ? (
        <Lines rows={4} />
      ) : own ? (
        <Waiting waits={!own.until} id={own.id} />
      ) : (
        <Form reason={reason} onReason={setReason} onClose={close} />
      )}
    </Dialog>
  );
}

function Waiting({ waits, id }: { waits: boolean; id: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { end } = useEmergencyActs();
  return (
    <div className="kd-form">
      <p>{t(waits ? 'shell.emergency.waits' : 'shell.emergency.goesOn')}</p>
      <div className="kd-form-foot">
        <Button
          danger={!waits}
          loading={end.isPending}
          onClick={() => end.mutate(id, { onError: (failed) => message.error(asProblem(failed).words()) })}
        >
          {t(waits ? 'shell.emergency.withdraw' : 'shell.emergency.end')}
        </Button>
      </div>
    </div>
  );
}

type FormProps = { reason: string; onReason: (reason: string) => void; onClose: () => unknown };

function Form({ reason, onReason, onClose }: FormProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data } = useEmergencies();
  const { ask } = useEmergencyActs();
  const [minutes, setMinutes] = useState(data?.minutes.usual ?? 60);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { least = 15, most = 240 } = data?.minutes ?? {};
  const objects = data?.objects ?? [];
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;
  const sure = [...reason.trim()].length >= SHORTEST_REASON && chosen?.length !== 0;
  async function send() {
    setProblem(null);
    try {
      // Awaited here: as soon as it stands, this form makes room for what becomes of it.
      await ask.mutateAsync({ reason, minutes, objects: chosen });
      message.success(t('shell.emergency.asked'));
      askEmergency(false);
    } catch (failed) {
      setProblem(asProblem(failed));
    }
  }
  return (
    <div className="kd-form">
      <p className="kd-second">{t('shell.emergency.text')}</p>
      <FormField label={t('shell.emergency.reason')} error={errorOf('reason')}>
        {(control) => (
          <Input.TextArea
            {...control}
            rows={3}
            maxLength={500}
            value={reason}
            placeholder={t('shell.emergency.reasonHint')}
            onChange={(event) => onReason(event.target.value)}
            autoFocus
          />
        )}
      </FormField>
      <fieldset className="kd-emergency-scope">
        <legend>{t('shell.emergency.objects')}</legend>
        <Checkbox checked={chosen === null} onChange={(event) => setChosen(event.target.checked ? null : [])}>
          {t('shell.emergency.everything')}
        </Checkbox>
        {chosen !== null && (
          <Checkbox.Group
            value={chosen}
            onChange={(values) => setChosen(values.map(String))}
            options={objects.map(({ name, label }) => ({ value: name, label: headingOf({ many: label }) }))}
          />
        )}
        {errorOf('objects') && (
          <p className="kd-form-error" role="alert">
            {errorOf('objects')}
          </p>
        )}
      </fieldset>
      <FormField label={t('shell.emergency.minutes')} error={errorOf('minutes')}>
        {(control) => (
          <Select
            {...control}
            value={minutes}
            onChange={setMinutes}
            options={SPANS.filter((span) => span >= least && span <= most).map((span) => ({
              value: span,
              label: t('shell.emergency.span', { count: span }),
            }))}
          />
        )}
      </FormField>
      {problem && problem.fieldErrors().length === 0 && (
        <p className="kd-form-error" role="alert">
          {problem.words()}
        </p>
      )}
      <div className="kd-form-foot">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" disabled={!sure} loading={ask.isPending} onClick={() => void send()}>
          {t('shell.emergency.send')}
        </Button>
      </div>
    </div>
  );
}
