import { App, Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/client';
import { useMay } from '@/api/session';
import { FormField } from '@/ui/form-field';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { WhatIfPanel } from '@/what-if/panel';
import { FoldedDifferences } from './difference-list';
import { FieldRights } from './field-rights';
import { GrantsMatrix } from './grants-matrix';
import type { Definition, Role } from './types';
import { useDropRole, useRoles, useSaveRole, useVocabulary } from './use-access';

/** What a role may do: objects × verbs × scope, and rights over fields. */
export function RoleEditor({ role, onClose }: { role?: Role; onClose: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const may = useMay('access') && !role?.office;
  const words = useVocabulary();
  const before: Definition = role?.definition ?? { label: '', grants: {}, fields: {} };
  const [name, setName] = useState(role?.name ?? '');
  const [definition, setDefinition] = useState(before);
  const [looked, setLooked] = useState<Definition | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = useSaveRole();
  const drop = useDropRole();
  const once = useOnce();
  const changed = JSON.stringify(definition) !== JSON.stringify(before) || (!role && name !== '');
  const guard = useGuard(changed);
  const own = !role?.shipped;
  const known = useRoles().data ?? [];
  const taken = !role && known.some((one) => one.name === name);
  const ready = changed && name !== '' && !taken && (!own || Boolean(definition.label?.trim()));
  const set = (part: Partial<Definition>) => {
    setLooked(null);
    setDefinition((old) => ({ ...old, ...part }));
  };
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
  const write = () =>
    once(() =>
      attempt(() => save.mutateAsync({ name, version: role?.version ?? 0, definition: plain(definition) })),
    );
  function askDrop(to: Role) {
    modal.confirm({
      title: t(to.shipped ? 'access.role.resetTitle' : 'access.role.dropTitle', { label: to.label }),
      content: t(to.shipped ? 'access.role.resetText' : 'access.role.dropText'),
      okText: t(to.shipped ? 'access.role.reset' : 'common.delete'),
      okButtonProps: { danger: true },
      onOk: () => attempt(() => drop.mutateAsync(to)),
    });
  }
  async function close() {
    if (await guard.leave()) onClose();
  }
  return (
    <Sheet
      open
      title={role ? role.label : t('access.role.add')}
      width={1040}
      onClose={close}
      footer={
        may && (
          <Flex gap={8} wrap justify="flex-end">
            {role && (role.changed || !role.shipped) && (
              <Button danger onClick={() => askDrop(role)}>
                {t(role.shipped ? 'access.role.reset' : 'common.delete')}
              </Button>
            )}
            <span className="kd-grow" />
            <Button onClick={() => setLooked(definition)} disabled={!ready}>
              {t('access.whatIf.look')}
            </Button>
            <Button type="primary" onClick={write} loading={save.isPending} disabled={!ready}>
              {t('common.save')}
            </Button>
          </Flex>
        )
      }
    >
      <div className="kd-form kd-access-editor">
        {problem && (
          <p className="kd-form-error" role="alert">
            {[problem.words(), ...problem.fieldErrors().map(({ message }) => message)].join(' ')}
          </p>
        )}
        {looked && role && <WhatIfPanel asked change={{ roles: { [role.name]: plain(looked) } }} />}
        {looked && !role && <p className="kd-access-note">{t('access.role.newHasNobody')}</p>}
        {role?.office && <p className="kd-access-note">{t('access.role.officeText')}</p>}
        {role?.about && <p className="kd-second">{role.about}</p>}
        {!role && (
          <FormField
            label={t('access.role.name')}
            error={errorOf('name') ?? (taken ? t('access.role.taken') : undefined)}
            hint={t('access.role.nameHint')}
          >
            {(control) => (
              <Input
                {...control}
                value={name}
                onChange={(event) => setName(event.target.value.trim())}
                autoFocus
              />
            )}
          </FormField>
        )}
        {own && (
          <FormField label={t('access.role.label')} error={errorOf('label')}>
            {(control) => (
              <Input
                {...control}
                value={definition.label ?? ''}
                onChange={(event) => set({ label: event.target.value })}
                disabled={!may}
              />
            )}
          </FormField>
        )}
        {changed && role && (
          <FoldedDifferences words="access.difference.unsaved" before={before} after={plain(definition)} />
        )}
        {role?.original && (
          <FoldedDifferences
            words="access.difference.shipped"
            before={role.original}
            after={plain(definition)}
          />
        )}
        {words.error && !words.data && <Failure error={words.error} retry={words.refetch} />}
        {!words.data && !words.error && <Lines rows={8} />}
        {words.data && (
          <>
            <GrantsMatrix
              objects={words.data.objects}
              grants={definition.grants ?? {}}
              original={role?.original?.grants ?? (role?.shipped ? before.grants : undefined)}
              onChange={may ? (grants) => set({ grants }) : undefined}
            />
            <FieldRights
              objects={words.data.objects}
              rules={definition.fields ?? {}}
              original={role?.original?.fields ?? (role?.shipped ? before.fields : undefined)}
              onChange={may ? (fields) => set({ fields }) : undefined}
            />
          </>
        )}
      </div>
    </Sheet>
  );
}

/** Without objects of which nothing special is said: an empty line would take everything away. */
function plain({ fields, ...rest }: Definition): Definition {
  const said = Object.entries(fields ?? {}).filter(([, rules]) => Object.keys(rules).length > 0);
  return { ...rest, fields: Object.fromEntries(said) };
}
