import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '@/ui/form-field';
import { filled, optionsOf } from './template';
import type { Blank, Template, Vocabulary } from './types';

type Props = { words: Vocabulary; onFill: (text: string, label: string) => void };

/** Begins a policy from one that others have needed, too: choose, fill in, go on from there. */
export function TemplateForm({ words, onFill }: Props) {
  const { t } = useTranslation();
  const [template, setTemplate] = useState<Template>();
  const [values, setValues] = useState<Record<string, string>>({});
  const chosen = (name: string) => {
    const next = words.templates.find((one) => one.name === name);
    setTemplate(next);
    setValues(Object.fromEntries(next?.blanks.map((blank) => [blank.name, blank.default]) ?? []));
  };
  return (
    <section className="kd-access-template" aria-label={t('access.template.title')}>
      <FormField label={t('access.template.title')} hint={template?.about}>
        {(control) => (
          <Select
            {...control}
            className="kd-wide"
            value={template?.name}
            onChange={chosen}
            placeholder={t('access.template.choose')}
            options={words.templates.map(({ name, label }) => ({ value: name, label }))}
          />
        )}
      </FormField>
      {template && (
        <div className="kd-access-blanks">
          {template.blanks.map((blank) => (
            <FormField key={blank.name} label={blank.label}>
              {(control) => (
                <BlankInput
                  id={control.id}
                  blank={blank}
                  words={words}
                  object={values.object}
                  value={values[blank.name] ?? ''}
                  onChange={(value) => setValues((old) => ({ ...old, [blank.name]: value }))}
                />
              )}
            </FormField>
          ))}
          <Button onClick={() => onFill(filled(template, values), template.label)}>
            {t('access.template.fill')}
          </Button>
        </div>
      )}
    </section>
  );
}

type BlankProps = {
  id: string;
  blank: Blank;
  words: Vocabulary;
  object?: string;
  value: string;
  onChange: (value: string) => void;
};

function BlankInput({ id, blank, words, object, value, onChange }: BlankProps) {
  if (blank.kind === 'number')
    return (
      <InputNumber
        id={id}
        className="kd-wide"
        min={0}
        precision={0}
        value={Number(value)}
        onChange={(number) => onChange(String(number ?? 0))}
      />
    );
  if (blank.kind === 'text')
    return <Input id={id} value={value} onChange={(event) => onChange(event.target.value)} />;
  const options = optionsOf(blank, words, object);
  return (
    <Select
      id={id}
      className="kd-wide"
      value={value}
      onChange={onChange}
      options={options.map(({ name, label }) => ({ value: name, label }))}
    />
  );
}
