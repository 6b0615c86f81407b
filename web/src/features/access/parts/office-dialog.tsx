import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import { Dialog } from '@/ui/dialog';
import { FormField } from '@/ui/form-field';
import { Lines } from '@/ui/states';
import { networkOf } from './network';
import type { Settings } from './types';
import { useNameOffice, useSettings } from './use-access';

/** Which networks count as the office. */
export function OfficeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data } = useSettings();
  if (data) return <OfficeForm settings={data} onClose={onClose} />;
  return (
    <Dialog open title={t('access.office.title')} onCancel={onClose} footer={null}>
      <Lines rows={3} />
    </Dialog>
  );
}

function OfficeForm({ settings, onClose }: { settings: Settings; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(settings.office.join('\n'));
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = useNameOffice();
  const { configured_office: configured, here } = settings;
  const networks = text.split(/[\s,，、;；]+/).filter(Boolean);
  const suggested = here ? networkOf(here) : undefined;
  const offer = suggested && ![...networks, ...configured].includes(suggested) ? suggested : undefined;

  async function confirm() {
    setProblem(null);
    try {
      await save.mutateAsync(networks);
      onClose();
    } catch (failed) {
      setProblem(asProblem(failed));
    }
  }
  return (
    <Dialog
      open
      title={t('access.office.title')}
      okText={t('common.save')}
      onOk={confirm}
      onCancel={onClose}
      okButtonProps={{ loading: save.isPending }}
      width={480}
    >
      <div className="kd-access-office">
        <p>{t('access.office.text')}</p>
        <FormField
          label={t('access.office.networks')}
          hint={t('access.office.hint')}
          error={problem?.fieldErrors()[0]?.message ?? problem?.words()}
        >
          {(control) => (
            <Input.TextArea
              {...control}
              rows={3}
              className="kd-growing"
              value={text}
              onChange={(event) => setText(event.target.value)}
              spellCheck={false}
              autoFocus
            />
          )}
        </FormField>
        {offer && (
          <Button onClick={() => setText([...networks, offer].join('\n'))}>
            {t('access.office.here', { address: here, network: offer })}
          </Button>
        )}
        {configured.length > 0 && (
          <p className="kd-second">
            {t('access.office.configured', { networks: configured.join(t('access.who.comma')) })}
          </p>
        )}
      </div>
    </Dialog>
  );
}
