import { Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormField } from '@/ui/form-field';
import { changed, type Filled, filled, optionsOf, sentenceOf, usual } from './template';
import type { Blank, Template, Vocabulary } from './types';

type Props = {
  words: Vocabulary;
  /** What the text is known to be made from. */
  made?: Filled;
  onFill: (text: string, template: Template) => void;
};

/** A policy as a form: which template, what fills its blanks, and what that says. Each change writes the policy's text. */
export function TemplateForm({ words, made, onFill }: Props) {
  const { t } = useTranslation();
  const choose = (name: string) => {
    const template = words.templates.find((one) => one.name === name);
    if (template) onFill(filled(template, usual(template)), template);
  };
  return (
    <section className="kd-access-template" aria-label={t('access.template.title')}>
      <FormField label={t('access.template.title')} hint={made?.template.about}>
        {(control) => (
          <Select
            {...control}
            className="kd-wide"
            value={made?.template.name}
            onChange={choose}
            placeholder={t('access.template.choose')}
            options={words.templates.map(({ name, label }) => ({ value: name, label }))}
          />
        )}
      </FormField>
      {made && (
        <>
          <div className="kd-access-blanks">
            {made.template.blanks.map((blank) => (
              <FormField key={blank.name} label={blank.label}>
                {(control) => (
                  <BlankInput
                    id={control.id}
                    blank={blank}
                    words={words}
                    object={made.blanks.object}
                    value={made.blanks[blank.name] ?? ''}
                    onChange={(value) =>
                      onFill(filled(made.template, changed(made, blank.name, value, words)), made.template)
                    }
                  />
                )}
              </FormField>
            ))}
          </div>
          <p className="kd-access-made kd-access-sentence" aria-live="polite">
            {sentenceOf(made, words)}
          </p>
        </>
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
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}
