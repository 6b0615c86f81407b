import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Divider, Flex, Input, Select } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import type { Department } from '@/api/types';
import { useDepartments } from '@/records/controller/lookup';

type Props = { id: string; value: string | null; onChange: (value: string | null) => void };

/** The departments that there are, and a way to add the one that is missing. */
export function DepartmentSelect({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const departments = useDepartments();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => api.post<Department>('/departments', { name: name.trim() }),
    onSuccess: async (made) => {
      setName('');
      await queries.invalidateQueries({ queryKey: ['departments'] });
      onChange(made.id);
    },
    onError: (failed) => message.error(asProblem(failed).message),
  });
  return (
    <Select
      id={id}
      value={value ?? undefined}
      onChange={(next?: string) => onChange(next ?? null)}
      options={departments.map((department) => ({ value: department.id, label: department.name }))}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      className="kd-wide"
      popupRender={(menu) => (
        <>
          {menu}
          <Divider size="small" />
          <Flex gap={8}>
            <Input
              size="small"
              value={name}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => event.stopPropagation()}
              placeholder={t('people.newDepartment')}
              aria-label={t('people.newDepartment')}
            />
            <Button
              size="small"
              icon={<Plus size={14} aria-hidden />}
              disabled={!name.trim()}
              loading={add.isPending}
              onClick={() => add.mutate()}
            >
              {t('common.add')}
            </Button>
          </Flex>
        </>
      )}
    />
  );
}
