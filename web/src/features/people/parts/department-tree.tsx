import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { MoreHorizontal, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { useMay } from '@/api/session';
import type { Department } from '@/api/types';
import { count } from '@/format/number';
import { useDepartments } from '@/records/controller/lookup';
import { DepartmentSheet } from './department-sheet';
import { type Branch, headsOf, treeOf } from './tree';

type Props = { value: string | null; onChange: (department: string | null) => void };
/** The department that is changed, or the one above a new one. */
export type Editing = { department?: Department; parent?: string | null };

export function DepartmentTree({ value, onChange }: Props) {
  const { t } = useTranslation();
  const may = useMay('users');
  const tree = treeOf(useDepartments());
  const [editing, setEditing] = useState<Editing | null>(null);
  const all = tree.reduce((sum, branch) => sum + headsOf(branch), 0);
  return (
    <nav className="kd-departments" aria-label={t('people.departments')}>
      <div className="kd-departments-head">
        <h2>{t('people.departments')}</h2>
        {may && (
          <Button
            type="text"
            size="small"
            icon={<Plus size={15} aria-hidden />}
            aria-label={t('people.addDepartment')}
            onClick={() => setEditing({ parent: value })}
          />
        )}
      </div>
      <ul>
        <li>
          <Row
            name={t('people.everybody')}
            heads={all}
            chosen={value === null}
            onChoose={() => onChange(null)}
          />
        </li>
        <Branches branches={tree} value={value} onChange={onChange} onEdit={may ? setEditing : undefined} />
      </ul>
      {editing && (
        <DepartmentSheet {...editing} onClose={() => setEditing(null)} onMade={({ id }) => onChange(id)} />
      )}
    </nav>
  );
}

type BranchesProps = Props & { branches: Branch[]; onEdit?: (editing: Editing) => void };

function Branches({ branches, value, onChange, onEdit }: BranchesProps) {
  return branches.map((branch) => (
    <li key={branch.id}>
      <div className="kd-department-line">
        <Row
          name={branch.name}
          heads={headsOf(branch)}
          depth={branch.depth}
          leader={branch.leader?.title}
          chosen={value === branch.id}
          onChoose={() => onChange(branch.id)}
        />
        {onEdit && <Tools branch={branch} onEdit={onEdit} onGone={() => onChange(null)} />}
      </div>
      {branch.below.length > 0 && (
        <ul>
          <Branches branches={branch.below} value={value} onChange={onChange} onEdit={onEdit} />
        </ul>
      )}
    </li>
  ));
}

type RowProps = {
  name: string;
  heads: number;
  depth?: number;
  leader?: string;
  chosen: boolean;
  onChoose: () => void;
};

function Row({ name, heads, depth = 0, leader, chosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="kd-department"
      aria-current={chosen ? 'true' : undefined}
      style={{ paddingLeft: 10 + depth * 14 }}
      title={leader && t('people.ledBy', { name: leader })}
      onClick={onChoose}
    >
      <span>{name}</span>
      <span className="kd-department-heads">{count(heads)}</span>
    </button>
  );
}

type ToolsProps = { branch: Branch; onEdit: (editing: Editing) => void; onGone: () => void };

function Tools({ branch, onEdit, onGone }: ToolsProps) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(`/departments/${branch.id}`),
    onSuccess: () => {
      message.success(t('people.departmentDeleted', { name: branch.name }));
      onGone();
      return queries.invalidateQueries({ queryKey: ['departments'] });
    },
    onError: (error) => message.error(asProblem(error).words()),
  });
  const ask = () =>
    modal.confirm({
      title: t('people.deleteDepartment', { name: branch.name }),
      content: t('people.deleteDepartmentText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().catch(() => {}),
    });
  const items = [
    { key: 'edit', label: t('people.editDepartment'), onClick: () => onEdit({ department: branch }) },
    { key: 'add', label: t('people.addBelow'), onClick: () => onEdit({ parent: branch.id }) },
    { key: 'delete', label: t('common.delete'), danger: true, onClick: ask },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button
        type="text"
        size="small"
        icon={<MoreHorizontal size={15} aria-hidden />}
        aria-label={t('people.departmentTools', { name: branch.name })}
      />
    </Dropdown>
  );
}
