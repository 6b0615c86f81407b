import { Button, Input, Tag } from 'antd';
import { Pencil, Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { Panel } from '@/ui/panel';
import { Failure } from '@/ui/states';
import { useSaying } from './saying';
import { type Extensible, type Option, useOptionActs, useOptions } from './use-options';

/** The options that the company adds to its choices. */
export function OptionsPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useOptions();
  if (error)
    return (
      <Panel title={t('settings.options.title')}>
        <Failure error={error} retry={refetch} compact />
      </Panel>
    );
  if (!data || data.length === 0) return null;
  return (
    <Panel title={t('settings.options.title')} text={t('settings.options.text')}>
      {data.map((field) => (
        <Options key={field.name} field={field} />
      ))}
    </Panel>
  );
}

function Options({ field }: { field: Extensible }) {
  const { t } = useTranslation();
  const { add, rename, remove } = useOptionActs(field.name);
  const { saved, failed } = useSaying();
  const [typed, setTyped] = useState('');
  const [renamed, setRenamed] = useState<Option>();
  const heading = `${field.object_label} · ${field.label}`;
  const refused = add.error ? asProblem(add.error).fieldErrors()[0]?.message : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate(typed, {
      onSuccess: () => {
        setTyped('');
        saved();
      },
      onError: (error) => {
        if (asProblem(error).fieldErrors().length === 0) failed(error);
      },
    });
  }
  return (
    <form className="kd-form kd-options" onSubmit={submit} aria-label={heading}>
      <b>{heading}</b>
      <ul className="kd-options-list">
        {field.options.map((option) => (
          <li key={option.value}>
            {renamed?.value === option.value ? (
              <Rename
                option={option}
                busy={rename.isPending}
                onCancel={() => setRenamed(undefined)}
                onSave={(label) =>
                  rename.mutate(
                    { value: option.value, label },
                    {
                      onSuccess: () => {
                        setRenamed(undefined);
                        saved();
                      },
                      onError: failed,
                    },
                  )
                }
              />
            ) : (
              <Tag className="kd-options-one">
                {option.label}
                {option.added && (
                  <>
                    <Button
                      type="text"
                      size="small"
                      icon={<Pencil size={13} aria-hidden />}
                      aria-label={t('settings.options.rename', { label: option.label })}
                      onClick={() => setRenamed(option)}
                    />
                    <Button
                      type="text"
                      size="small"
                      icon={<X size={13} aria-hidden />}
                      aria-label={t('settings.options.remove', { label: option.label })}
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(option.value, { onSuccess: saved, onError: failed })}
                    />
                  </>
                )}
              </Tag>
            )}
          </li>
        ))}
      </ul>
      <div className="kd-options-add">
        <Input
          value={typed}
          maxLength={40}
          placeholder={t('settings.options.placeholder')}
          aria-label={t('settings.options.new', { field: heading })}
          status={refused ? 'error' : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            if (add.error) add.reset();
          }}
        />
        <Button
          htmlType="submit"
          icon={<Plus size={15} aria-hidden />}
          loading={add.isPending}
          disabled={!typed.trim()}
        >
          {t('settings.options.add')}
        </Button>
      </div>
      {refused && (
        <p className="kd-field-error" role="alert">
          {refused}
        </p>
      )}
    </form>
  );
}

type RenameProps = { option: Option; busy: boolean; onSave: (label: string) => void; onCancel: () => void };

/** In place: Enter keeps it, Esc leaves it as it was. Not a form of its own, because it stands in one. */
function Rename({ option, busy, onSave, onCancel }: RenameProps) {
  const { t } = useTranslation();
  const [label, setLabel] = useState(option.label);
  const save = () => (label.trim() === option.label ? onCancel() : onSave(label));
  return (
    <span className="kd-options-rename">
      <Input
        size="small"
        value={label}
        maxLength={40}
        autoFocus
        aria-label={t('settings.options.rename', { label: option.label })}
        onChange={(event) => setLabel(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') onCancel();
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (label.trim()) save();
        }}
      />
      <Button size="small" loading={busy} disabled={!label.trim()} onClick={save}>
        {t('common.save')}
      </Button>
    </span>
  );
}
