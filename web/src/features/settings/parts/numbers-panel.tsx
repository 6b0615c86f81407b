import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { FormField } from '@/ui/form-field';
import { Panel } from '@/ui/panel';
import { Failure } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { useSaying } from './saying';
import { type Serial, useRule, useSerials } from './use-settings';

/** By which rules documents are numbered. Nothing where nothing is numbered. */
export function NumbersPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSerials();
  if (error)
    return (
      <Panel title={t('settings.numbers.title')}>
        <Failure error={error} retry={refetch} compact />
      </Panel>
    );
  if (!data || data.length === 0) return null;
  return (
    <Panel title={t('settings.numbers.title')} text={t('settings.numbers.text')}>
      {data.map((serial) => (
        <Rule key={serial.name} serial={serial} />
      ))}
    </Panel>
  );
}

function Rule({ serial }: { serial: Serial }) {
  const { t } = useTranslation();
  const change = useRule();
  const { saved, failed } = useSaying();
  const [typed, setTyped] = useState<string>();
  const rule = typed ?? serial.rule;
  const dirty = typed !== undefined && typed.trim() !== serial.rule;
  useGuard(dirty);
  const refused = change.error ? asProblem(change.error).fieldErrors()[0]?.message : undefined;
  const save = (next: string | null) =>
    change.mutate(
      { name: serial.name, rule: next },
      {
        onSuccess: () => {
          setTyped(undefined);
          saved();
        },
        onError: (error) => {
          if (asProblem(error).fieldErrors().length === 0) failed(error);
        },
      },
    );
  return (
    <div className="kd-form">
      <FormField
        label={`${serial.object_label} · ${serial.label}`}
        error={refused}
        hint={serial.example ? t('settings.numbers.example', { example: serial.example }) : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={rule}
            onChange={(event) => setTyped(event.target.value)}
            maxLength={60}
          />
        )}
      </FormField>
      <div className="kd-settings-acts">
        <Button loading={change.isPending} disabled={!dirty} onClick={() => save(rule)}>
          {t('common.save')}
        </Button>
        {serial.rule !== serial.shipped && (
          <Button type="text" disabled={change.isPending} onClick={() => save(null)}>
            {t('settings.numbers.shipped')}
          </Button>
        )}
      </div>
    </div>
  );
}
