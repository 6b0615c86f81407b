import { App, Button, Flex, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import { useMay, useSession } from '@/api/session';
import type { InvitationLink, User } from '@/api/types';
import { PersonSelect } from '@/records/kinds/parts/person-select';
import { FormField } from '@/ui/form-field';
import { PasswordField, SHORTEST } from '@/ui/password-field';
import { Sheet } from '@/ui/sheet';
import { useGuard } from '@/ui/use-guard';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useOnce } from '@/ui/use-once';
import { WhatIfPanel } from '@/what-if/panel';
import type { Supposed } from '@/what-if/types';
import { AccessFields } from './access-fields';
import { DepartmentSelect, DepartmentsSelect } from './department-select';
import { InvitationWays, usualWay } from './invitation-ways';
import { changesOf, inputOf, supposed, valuesOf } from './person-values';
import { type InvitationWay, useAddPerson, useChangePerson, useProposedLogin } from './use-people';
import '@/ui/door.css';

type Props = {
  person?: User;
  /** Where somebody new is going to be. */
  department?: string | null;
  onClose: () => void;
  onInvited: (name: string, link: InvitationLink) => void;
};

/** A new employee, or the data of one who is here. */
export function PersonSheet({ person, department, onClose, onInvited }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [staff, access, explain] = [useMay('users'), useMay('access'), useMay('explain')];
  const [before] = useState(() => valuesOf(person, department));
  const [typed, setTyped] = useState(before);
  const proposed = useProposedLogin(person || !staff ? '' : typed.name);
  // Until somebody types a login, it follows the name.
  const values = { ...typed, login: typed.login || (person ? '' : (proposed ?? '')) };
  const { mail } = useSession();
  const [invites, setInvites] = useState(true);
  const [chosen, setChosen] = useState<InvitationWay>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [looked, setLooked] = useState<Supposed>();
  const add = useAddPerson();
  const change = useChangePerson();
  const guard = useGuard(JSON.stringify(typed) !== JSON.stringify(before));
  const set = (part: Partial<typeof typed>) => setTyped((old) => ({ ...old, ...part }));
  const wanted = person && explain ? supposed(person.id, changesOf(before, values)) : undefined;
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;
  const email = values.email.trim();
  const way = chosen === 'link' ? 'link' : usualWay(mail, email);
  const asked = !person && !invites;
  const passwordFits = [...values.password].length >= SHORTEST || (!asked && values.password === '');
  const ready = Boolean(values.name.trim() && values.login.trim() && passwordFits);

  const once = useOnce();
  async function write() {
    if (!ready) return;
    setProblem(null);
    try {
      let waits: boolean;
      if (person) {
        const saved = await change.mutateAsync({ id: person.id, change: changesOf(before, values) });
        waits = 'proposal' in saved;
      } else {
        const made = await add.mutateAsync({ ...inputOf(before, values), ...(invites && { invite: way }) });
        if (made.invitation) onInvited(made.name, made.invitation);
        waits = made.proposal !== null;
      }
      guard.release();
      if (waits) message.info(t('people.waits', { name: values.name }));
      else message.success(t(person ? 'people.saved' : 'people.added', { name: values.name }));
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
  const line = (name: 'name' | 'login' | 'post' | 'email', hint?: string) => (
    <FormField label={t(`people.${name}`)} error={errorOf(name)} hint={hint}>
      {(control) => (
        <Input
          {...control}
          value={values[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          autoComplete="off"
          disabled={!staff || (name === 'login' && person !== undefined)}
          autoFocus={name === 'name' && staff}
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
          {wanted && <Button onClick={() => setLooked(wanted)}>{t('access.whatIf.look')}</Button>}
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" onClick={save} loading={add.isPending || change.isPending} disabled={!ready}>
            {t(person || !invites ? 'common.save' : 'people.invite')}
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
        {line(
          'login',
          t(person ? 'people.loginFixed' : proposed ? 'people.loginProposed' : 'people.loginHint'),
        )}
        {staff && (
          <>
            <FormField label={t('people.department')} error={errorOf('department')}>
              {(control) => (
                <DepartmentSelect
                  id={control.id}
                  value={values.department}
                  onChange={(department) => set({ department })}
                />
              )}
            </FormField>
            <FormField
              label={t('people.further')}
              error={errorOf('departments')}
              hint={t('people.furtherHint')}
            >
              {(control) => (
                <DepartmentsSelect
                  id={control.id}
                  value={values.departments}
                  onChange={(departments) => set({ departments })}
                  but={values.department ?? undefined}
                />
              )}
            </FormField>
            {line('post')}
            <FormField label={t('people.superior')} error={errorOf('superior')}>
              {(control) => (
                <PersonSelect
                  id={control.id}
                  value={values.superior}
                  onChange={(superior) => set({ superior })}
                />
              )}
            </FormField>
            {line('email')}
          </>
        )}
        {access && (
          <AccessFields
            roles={values.roles}
            clearance={values.clearance}
            onChange={set}
            errors={[errorOf('roles'), errorOf('clearance')]}
          />
        )}
        {looked && JSON.stringify(looked) === JSON.stringify(wanted) && (
          <WhatIfPanel asked change={{ users: [looked] }} />
        )}
        {!person && (
          <Segmented
            block
            value={invites ? 'invite' : 'password'}
            onChange={(way) => {
              setInvites(way === 'invite');
              set({ password: '' });
            }}
            options={[
              { value: 'invite', label: t('people.byInvitation') },
              { value: 'password', label: t('people.byPassword') },
            ]}
          />
        )}
        {!person && invites && (
          <div className="kd-form-says">
            <InvitationWays value={way} onChange={setChosen} email={email} />
            <p>{t(way === 'mail' ? 'people.invitationMailHint' : 'people.invitationHint')}</p>
          </div>
        )}
        {staff && (person || !invites) && (
          <PasswordField
            label={t(person ? 'people.newPassword' : 'people.password')}
            value={values.password}
            onChange={(password) => set({ password })}
            error={errorOf('password')}
            autoComplete="new-password"
            chosen={!person || values.password !== ''}
          />
        )}
      </div>
    </Sheet>
  );
}
