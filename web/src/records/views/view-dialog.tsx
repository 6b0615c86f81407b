import { Checkbox, Flex, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Audience, Density, KeptView, ObjectInfo, ShareChoices, ViewDraft } from '@/api/types';
import { Dialog } from '@/ui/dialog';
import type { Views } from '../controller/use-views';
import { keyOf, type ListView } from '../controller/views';
import type { Keeping } from './view-menu';
import './view-dialog.css';

type Props = {
  object: ObjectInfo;
  views: Views;
  view: ListView;
  content: ViewDraft;
  keeping: Keeping;
  onClose: () => void;
  onKept: (key: string) => void;
};

const LONGEST_NAME = 100;

/** To whom, as one value of a list of choices: `department 3`. */
const shareKey = ({ with: whom, department, role }: KeptView['share']) =>
  [whom, department?.id ?? role?.name].filter(Boolean).join(' ');

function shareOf(key: string): ViewDraft['share'] {
  const [whom, which] = key.split(' ') as [Audience, string | undefined];
  if (whom === 'department') return { with: whom, department: which };
  return whom === 'role' ? { with: whom, role: which } : { with: whom };
}

/** Under which name a view is kept, who is shown it, and how much of the list's look goes along. */
export default function ViewDialog({ object, views, view, content, keeping, onClose, onKept }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { kept } = view;
  const edited = keeping === 'edit' ? kept : undefined;
  const [name, setName] = useState(
    edited?.name ?? (keeping === 'copy' ? t('records.view.copyOf', { name: view.label }) : ''),
  );
  const [share, setShare] = useState(edited ? shareKey(edited.share) : 'self');
  const [columns, setColumns] = useState(kept?.columns !== null && kept?.columns !== undefined);
  const [density, setDensity] = useState<Density | ''>(kept?.density ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const choices = shareChoices(views.share, edited);

  async function save() {
    const wanted = name.trim();
    if (!wanted) return setError(t('records.view.nameMissing'));
    setBusy(true);
    setError(undefined);
    const look = { columns: columns ? (edited?.columns ?? content.columns) : null, density: density || null };
    try {
      const saved = edited
        ? await views.change({ view: edited, draft: { name: wanted, share: shareOf(share), ...look } })
        : await views.keep({ ...content, name: wanted, share: shareOf(share), ...look });
      onKept(keyOf(saved));
    } catch (failed) {
      setError(asProblem(failed).words());
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      title={t(edited ? 'records.view.editTitle' : 'records.view.newTitle', { label: object.many })}
      okText={t('common.save')}
      onOk={save}
      onCancel={onClose}
      okButtonProps={{ loading: busy }}
      width={440}
    >
      <Flex vertical gap={14} className="kd-view-dialog">
        <div>
          <label htmlFor={`${id}-name`}>{t('records.view.name')}</label>
          <Input
            id={`${id}-name`}
            value={name}
            maxLength={LONGEST_NAME}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={(event) => !event.nativeEvent.isComposing && save()}
            status={error ? 'error' : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            autoFocus
          />
        </div>
        {choices.length > 1 && (
          <div>
            <label htmlFor={`${id}-share`}>{t('records.view.share')}</label>
            <Select
              id={`${id}-share`}
              value={share}
              onChange={setShare}
              showSearch={{ optionFilterProp: 'label' }}
              options={choices.map(({ key, with: whom, name: of }) => ({
                value: key,
                label: t(`records.view.with.${whom}`, { name: of }),
              }))}
            />
            {share !== 'self' && <small className="kd-quiet">{t('records.view.shareText')}</small>}
          </div>
        )}
        <Checkbox checked={columns} onChange={(event) => setColumns(event.target.checked)}>
          {t('records.view.withColumns')}
        </Checkbox>
        <div>
          <label htmlFor={`${id}-density`}>{t('records.view.density')}</label>
          <Select
            id={`${id}-density`}
            value={density}
            onChange={setDensity}
            options={(['', 'comfortable', 'compact'] as const).map((value) => ({
              value,
              label: t(`records.view.densities.${value || 'own'}`),
            }))}
          />
        </div>
        {error && (
          <p id={`${id}-error`} className="kd-view-error" role="alert">
            {error}
          </p>
        )}
      </Flex>
    </Dialog>
  );
}

type Choice = { key: string; with: Audience; name?: string };

/** Those that one may choose, and what is chosen now, even if it was somebody else's choice. */
function shareChoices(share: ShareChoices, edited: KeptView | undefined): Choice[] {
  const all: Choice[] = [
    { key: 'self', with: 'self' },
    ...(share.everybody ? [{ key: 'everybody', with: 'everybody' as const }] : []),
    ...share.departments.map(({ id, title }) => ({
      key: `department ${id}`,
      with: 'department' as const,
      name: title,
    })),
    ...share.roles.map(({ name, label }) => ({
      key: `role ${name}`,
      with: 'role' as const,
      name: label ?? name,
    })),
  ];
  const now = edited && shareKey(edited.share);
  if (!now || all.some(({ key }) => key === now)) return all;
  const { with: whom, department, role } = edited.share;
  return [...all, { key: now, with: whom, name: department?.title ?? role?.label ?? '' }];
}
