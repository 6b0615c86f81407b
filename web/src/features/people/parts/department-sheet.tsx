import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import type { Department, Link } from '@/api/types';
import { PersonSelect } from '@/records/kinds/parts/person-select';
import { FormField } from '@/ui/form-field';
import { Sheet } from '@/ui/sheet';
import { useGuard } from '@/ui/use-guard';
import { useHotkeys } from '@/ui/use-hotkeys';
import { DepartmentSelect } from './department-select';
import type { Editing } from './department-tree';

type Props = Editing & { onClose: () => void; onMade: (department: Department) => void };
type Values = { name: string; parent: string | null; leader: Link | null };

/** A new department, or the name, place and leader of one. */
export function DepartmentSheet({ department, parent, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [before] = useState<Values>({
    name: department?.name ?? '',
    parent: department ? department.parent : (parent ?? null),
    leader: department?.leader ?? null,
  });
  const [values, setValues] = useState(before);
  const guard = useGuard(JSON.stringify(values) !== JSON.stringify(before));
  const save = useMutation({
    mutationFn: async () => {
      const { name, parent } = values;
      const leader = values.leader?.id ?? null;
      if (department) return api.patch<Department>(`/departments/${department.id}`, { name, parent, leader });
      const made = await api.post<Department>('/departments', { name, parent });
      return leader ? api.patch<Department>(`/departments/${made.id}`, { leader }) : made;
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['departments'] });
      guard.release();
      message.success(t('people.saved', { name: saved.name }));
      if (!department) onMade(saved);
      onClose();
    },
  });
  const problem = save.error && asProblem(save.error);
  const errorOf = (field: string) => problem?.fieldErrors().find((error) => error.field === field)?.message;
  const set = (part: Partial<Values>) => setValues((old) => ({ ...old, ...part }));
  const submit = () => values.name.trim() && save.mutate();
  async function close() {
    if (await guard.leave()) onClose();
  }
  useHotkeys({ 'mod+s': submit });
  return (
    <Sheet
      open
      title={department ? t('people.edit', { name: department.name }) : t('people.addDepartment')}
      width={400}
      onClose={close}
      footer={
        <Flex gap={8} justify="flex-end">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" onClick={submit} loading={save.isPending} disabled={!values.name.trim()}>
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
        <FormField label={t('people.departmentName')} error={errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              value={values.name}
              onChange={(event) => set({ name: event.target.value })}
              onPressEnter={submit}
              autoFocus
            />
          )}
        </FormField>
        <FormField label={t('people.parent')} error={errorOf('parent')} hint={t('people.parentHint')}>
          {(control) => (
            <DepartmentSelect
              id={control.id}
              value={values.parent}
              onChange={(parent) => set({ parent })}
              but={department?.id}
            />
          )}
        </FormField>
        <FormField label={t('people.leader')} error={errorOf('leader')}>
          {(control) => (
            <PersonSelect id={control.id} value={values.leader} onChange={(leader) => set({ leader })} />
          )}
        </FormField>
      </div>
    </Sheet>
  );
}
