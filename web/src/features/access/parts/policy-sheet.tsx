import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Input, Switch } from 'antd';
import { lazy, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type Problem } from '@/api/client';
import { useMay } from '@/api/session';
import { FormField } from '@/ui/form-field';
import { Part } from '@/ui/part';
import { Sheet } from '@/ui/sheet';
import { Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { WhatIfPanel } from '@/what-if/panel';
import { recognised } from './template';
import { TemplateForm } from './template-form';
import type { Check, Policy, Template } from './types';
import { UnmetNote } from './unmet-note';
import { useDropPolicy, useSavePolicy, useVocabulary } from './use-access';

const PolicyEditor = lazy(() => import('./policy-editor'));

/** One policy in its words, checked while it is typed. */
export function PolicySheet({ policy, onClose }: { policy?: Policy; onClose: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const may = useMay('access');
  const active = useId();
  const words = useVocabulary().data;
  const before = { name: policy?.name ?? '', text: policy?.text ?? '', active: policy?.active ?? true };
  const [values, setValues] = useState(before);
  const [looked, setLooked] = useState(false);
  /** Whether a policy that has a form is shown in its words all the same. */
  const [asText, setAsText] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = useSavePolicy();
  const drop = useDropPolicy();
  const once = useOnce();
  const changed = JSON.stringify(values) !== JSON.stringify(before);
  const guard = useGuard(changed);
  const text = useDebounced(values.text);
  const { data: said } = useQuery({
    queryKey: ['access', 'check', text, policy?.id],
    queryFn: () => api.post<Check>('/policies/check', { text, id: policy?.id }),
    enabled: may && text.trim() !== '',
    placeholderData: keepPreviousData,
  });
  const check = values.text.trim() === '' ? undefined : said;
  const ready = changed && values.name.trim() !== '' && values.text.trim() !== '';
  const set = (part: Partial<typeof values>) => {
    setLooked(false);
    setValues((old) => ({ ...old, ...part }));
  };
  const made = words && recognised(values.text, words.templates);
  /** The form writes the text; what somebody wrote by hand does not go without a word. */
  function fill(text: string, template: Template) {
    const put = () => {
      setAsText(false);
      // A name that a template gave goes with it; one that somebody typed stays.
      const given = values.name === '' || values.name === made?.template.label;
      set({ text, name: given ? template.label : values.name });
    };
    if (made || values.text.trim() === '') return put();
    modal.confirm({
      title: t('access.template.replaceTitle'),
      content: t('access.template.replaceText'),
      okText: t('access.template.replace'),
      onOk: put,
    });
  }
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;

  async function attempt(act: () => Promise<unknown>) {
    setProblem(null);
    try {
      await act();
      guard.release();
      onClose();
    } catch (failed) {
      setProblem(asProblem(failed));
    }
  }
  function askDrop(from: Policy) {
    modal.confirm({
      title: t('access.policy.dropTitle', { name: from.name }),
      content: t('access.policy.dropText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      onOk: () => attempt(() => drop.mutateAsync(from)),
    });
  }
  async function close() {
    if (await guard.leave()) onClose();
  }
  const change = { policies: [{ id: policy?.id, text: values.active ? values.text : null }] };
  return (
    <Sheet
      open
      title={policy ? policy.name : t('access.policy.add')}
      width={840}
      onClose={close}
      footer={
        may && (
          <Flex gap={8} wrap justify="flex-end">
            {policy && (
              <Button danger onClick={() => askDrop(policy)}>
                {t('common.delete')}
              </Button>
            )}
            <span className="kd-grow" />
            <Button onClick={() => setLooked(true)} disabled={!ready || check?.ok !== true}>
              {t('access.whatIf.look')}
            </Button>
            <Button
              type="primary"
              onClick={() => once(() => attempt(() => save.mutateAsync({ policy, values })))}
              loading={save.isPending}
              disabled={!ready}
            >
              {t('common.save')}
            </Button>
          </Flex>
        )
      }
    >
      <div className="kd-form kd-access-editor">
        {problem && problem.fieldErrors().length === 0 && (
          <p className="kd-form-error" role="alert">
            {problem.words()}
          </p>
        )}
        {looked && <WhatIfPanel asked change={change} />}
        {words && may && (made || values.text.trim() === '' || !policy) && (
          <TemplateForm words={words} made={made} onFill={fill} />
        )}
        <UnmetNote text={values.text} />
        <FormField label={t('access.policy.name')} error={errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              value={values.name}
              onChange={(event) => set({ name: event.target.value })}
              disabled={!may}
            />
          )}
        </FormField>
        <div>
          <details
            className="kd-access-text-fold"
            open={!made || asText}
            onToggle={(event) => setAsText(event.currentTarget.open)}
          >
            {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button by itself */}
            <summary onClick={(event) => !made && event.preventDefault()}>{t('access.policy.text')}</summary>
            <Part fallback={<Lines rows={5} />}>
              <PolicyEditor
                value={values.text}
                onChange={may ? (typed) => set({ text: typed }) : undefined}
                words={words}
                fault={check?.ok === false ? check : undefined}
                label={t('access.policy.text')}
              />
            </Part>
          </details>
          <div className="kd-form-says" aria-live="polite">
            {check?.ok === false && <span className="kd-form-error">{check.message}</span>}
            {check?.ok === true && <span className="kd-access-fine">{t('access.policy.fine')}</span>}
            {!check && <span>{errorOf('text') ?? t('access.policy.hint')}</span>}
          </div>
        </div>
        <div className="kd-access-switch">
          <Switch
            id={active}
            checked={values.active}
            onChange={(on) => set({ active: on })}
            disabled={!may}
          />
          <label htmlFor={active}>{t('access.policy.active')}</label>
        </div>
      </div>
    </Sheet>
  );
}
