import { App, Button, Checkbox, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import type { User } from '@/api/types';
import { FormField } from '@/ui/form-field';
import { PasswordField, SHORTEST } from '@/ui/password-field';
import { Sheet } from '@/ui/sheet';
import { useGuard } from '@/ui/use-guard';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useOnce } from '@/ui/use-once';
import { DepartmentSelect } from './department-select';
import { useAddPerson, useChangePerson } from './use-people';
import '@/ui/door.css';

const ROLES = ['employee', 'admin'] as const;

/** A new employee, or the data of one who is here. */
export function PersonSheet({ person, onClose }: { person?: User; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const before = {
    login: person?.login ?? '',
    name: person?.name ?? '',
    department: person?.department?.id ?? null,
    roles: person?.roles ?? ['employee'],
    password: '',
  };
  const [values, setValues] = useState(before);
  const [problem, setProblem] = useState<Problem | null>(null);
  const add = useAddPerson();
  const change = useChangePerson();
  const guard = useGuard(JSON.stringify(values) !== JSON.stringify(before));
  const set = (part: Partial<typeof values>) => setValues((old) => ({ ...old, ...part }));
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;
  const passwordFits = [...values.password].length >= SHORTEST || (person && values.password === '');
  const ready = values.name.trim() && values.login.trim() && values.roles.length > 0 && passwordFits;

  const once = useOnce();
  async function write() {
    if (!ready) return;
    setProblem(null);
    const { password, login, ...rest } = values;
    try {
      if (person)
        await change.mutateAsync({ id: person.id, change: password ? { ...rest, password } : rest });
      else await add.mutateAsync({ ...values, login });
      guard.release();
      message.success(t(person ? 'people.saved' : 'people.added', { name: values.name }));
      onClose();
    } catch (failed) {
      setProblem(asProblem(failed));
    }
  }
  const save = () => once(write);
  async function close() {
    if (await guard.leave()) onClose();
  }
  useHotkeys({ 'mod+s': save });
  const line = (name: 'name' | 'login', hint?: string) => (
    <FormField label={t(`people.${name}`)} error={errorOf(name)} hint={hint}>
      {(control) => (
        <Input
          {...control}
          value={values[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          autoComplete="off"
          disabled={name === 'login' && person !== undefined}
          autoFocus={name === 'name'}
        />
      )}
    </FormField>
  );
  return (
    <Sheet
      open
      title={person ? t('people.edit', { name: person.name }) : t('people.add')}
      width={440}
      onClose={close}
      footer={
        <Flex gap={8} justify="flex-end">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" onClick={save} loading={add.isPending || change.isPending} disabled={!ready}>
            {t('common.save')}
          </Button>
        </Flex>
      }
    >
      <div className="kd-form kd-form-top">
        {problem && problem.fieldErrors().length === 0 && (
          <p className="kd-form-error" role="alert">
            {problem.words()}
          </p>
        )}
        {line('name')}
        {line('login', person ? t('people.loginFixed') : t('people.loginHint'))}
        <FormField label={t('people.department')} error={errorOf('department')}>
          {(control) => (
            <DepartmentSelect
              id={control.id}
              value={values.department}
              onChange={(department) => set({ department })}
            />
          )}
        </FormField>
        <fieldset className="kd-roles">
          <legend>{t('people.roles')}</legend>
          <Checkbox.Group
            value={values.roles}
            onChange={(roles) => set({ roles })}
            options={ROLES.map((value) => ({ value, label: t(`people.roleText.${value}`) }))}
          />
        </fieldset>
        <PasswordField
          label={t(person ? 'people.newPassword' : 'people.password')}
          value={values.password}
          onChange={(password) => set({ password })}
          error={errorOf('password')}
          autoComplete="new-password"
          chosen={!person || values.password !== ''}
        />
      </div>
    </Sheet>
  );
}
