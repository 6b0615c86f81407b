import { Button, Input } from 'antd';
import { ImageUp, Trash2 } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { CompanyLogo } from '@/ui/brand';
import { FormField } from '@/ui/form-field';
import { Panel } from '@/ui/panel';
import { useGuard } from '@/ui/use-guard';
import { useSaying } from './saying';
import { type Settings, useSettingsActs } from './use-settings';

/** The company's name and logo, as everybody sees them. */
export function CompanyPanel({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const { rename, logo } = useSettingsActs(settings.version);
  const { saved, failed } = useSaying();
  const [typed, setTyped] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const name = typed ?? settings.organisation;
  const dirty = typed !== undefined && typed.trim() !== settings.organisation;
  useGuard(dirty);
  const refused = rename.error ? asProblem(rename.error).fieldErrors()[0]?.message : undefined;
  function save(event: FormEvent) {
    event.preventDefault();
    rename.mutate(name, {
      onSuccess: () => {
        setTyped(undefined);
        saved();
      },
      onError: (error) => {
        if (asProblem(error).fieldErrors().length === 0) failed(error);
      },
    });
  }
  return (
    <Panel title={t('settings.company.title')} text={t('settings.company.text')}>
      <form className="kd-form" onSubmit={save}>
        <FormField
          label={t('settings.company.name')}
          error={refused}
          hint={dirty ? t('settings.company.now', { name: settings.organisation }) : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={100}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </FormField>
        <div>
          <Button
            type="primary"
            htmlType="submit"
            loading={rename.isPending}
            disabled={!dirty || !name.trim()}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
      <div className="kd-settings-logo">
        <span className="kd-settings-logo-place">
          <CompanyLogo logo={settings.logo} name={settings.organisation} size={44} />
        </span>
        <div>
          <b>{t('settings.company.logo')}</b>
          <p className="kd-second">{t('settings.company.logoText')}</p>
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            hidden
            aria-label={t('settings.company.choose')}
            onChange={({ target }) => {
              const [picture] = target.files ?? [];
              if (picture) logo.mutate(picture, { onSuccess: saved, onError: failed });
              target.value = '';
            }}
          />
          <Button
            icon={<ImageUp size={15} aria-hidden />}
            loading={logo.isPending}
            onClick={() => file.current?.click()}
          >
            {t(settings.logo ? 'settings.company.replace' : 'settings.company.choose')}
          </Button>
          {settings.logo && (
            <Button
              type="text"
              icon={<Trash2 size={15} aria-hidden />}
              disabled={logo.isPending}
              onClick={() => logo.mutate(null, { onSuccess: saved, onError: failed })}
            >
              {t('settings.company.remove')}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
