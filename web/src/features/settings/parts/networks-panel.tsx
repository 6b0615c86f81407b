import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useMay } from '@/api/session';
import { FormField } from '@/ui/form-field';
import { Panel } from '@/ui/panel';
import { Failure, Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { useSaying } from './saying';
import { type Networks, useNetworks, useSettingsActs } from './use-settings';

/** From where people work, for policies that ask: the office, and the company's own network from outside. */
export function NetworksPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useNetworks();
  return (
    <Panel title={t('settings.networks.title')} text={t('settings.networks.text')}>
      {error && <Failure error={error} retry={refetch} compact />}
      {!data && !error && <Lines rows={3} />}
      {data && <Form networks={data} />}
    </Panel>
  );
}

const linesOf = (list: string[]) => list.join('\n');
const listOf = (text: string) => text.split(/[\s,，;；]+/).filter(Boolean);

function Form({ networks }: { networks: Networks }) {
  const { t } = useTranslation();
  const may = useMay('access');
  const { networks: change } = useSettingsActs(networks.version);
  const { saved, failed } = useSaying();
  const [typed, setTyped] = useState<{ office?: string; vpn?: string }>({});
  const office = typed.office ?? linesOf(networks.office);
  const vpn = typed.vpn ?? linesOf(networks.vpn);
  const dirty =
    linesOf(listOf(office)) !== linesOf(networks.office) || linesOf(listOf(vpn)) !== linesOf(networks.vpn);
  useGuard(dirty);
  const errors = change.error ? asProblem(change.error).fieldErrors() : [];
  const save = (lists: { office: string[] | null; vpn: string[] | null }) =>
    change.mutate(lists, {
      onSuccess: () => {
        setTyped({});
        saved();
      },
      onError: (error) => {
        if (asProblem(error).fieldErrors().length === 0) failed(error);
      },
    });
  const field = (name: 'office' | 'vpn', value: string) => (
    <FormField
      label={t(`settings.networks.${name}`)}
      error={errors.find((error) => error.field === name)?.message}
      hint={t('settings.networks.hint')}
    >
      {(control) => (
        <Input.TextArea
          {...control}
          rows={3}
          value={value}
          readOnly={!may}
          placeholder="192.168.1.0/24"
          onChange={(event) => setTyped((old) => ({ ...old, [name]: event.target.value }))}
        />
      )}
    </FormField>
  );
  return (
    <div className="kd-form">
      {field('office', office)}
      {field('vpn', vpn)}
      <p className="kd-second">
        {t(networks.from_file ? 'settings.networks.fromFile' : 'settings.networks.own')}
      </p>
      {may ? (
        <div className="kd-settings-acts">
          <Button
            type="primary"
            loading={change.isPending}
            disabled={!dirty}
            onClick={() => save({ office: listOf(office), vpn: listOf(vpn) })}
          >
            {t('common.save')}
          </Button>
          {!networks.from_file && (
            <Button type="text" disabled={change.isPending} onClick={() => save({ office: null, vpn: null })}>
              {t('settings.networks.back')}
            </Button>
          )}
        </div>
      ) : (
        <p className="kd-second">{t('settings.networks.noRight')}</p>
      )}
    </div>
  );
}
