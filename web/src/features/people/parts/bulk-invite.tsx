import { Button, Flex, Input, Progress, Select } from 'antd';
import { Copy, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useMay } from '@/api/session';
import { useDepartments } from '@/records/controller/lookup';
import { Sheet } from '@/ui/sheet';
import { useCopy } from '@/ui/use-copy';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { DepartmentSelect } from './department-select';
import { type InviteRow, problemsOf, type RowProblem, unknownBeside } from './invite-rows';
import { type Invited, useBulkInvite } from './use-bulk-invite';
import { useRoles } from './use-people';
import './bulk-invite.css';

type Props = { department: string | null; onClose: () => void };

/** Many people at once: pasted, looked at row by row, then invited. Whoever could not be stays to be mended. */
export default function BulkInvite({ department, onClose }: Props) {
  const { t } = useTranslation();
  const { roles } = useRoles();
  const access = useMay('access');
  const work = useBulkInvite({ departments: useDepartments(), roles: access ? roles : [] }, department);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const once = useOnce();
  const { rows, invited, busy } = work;
  const links = invited.some(({ link }) => link);
  const guard = useGuard(
    rows.length > 0 || links || (invited.length === 0 && text !== ''),
    links ? t('people.invitation.loss') : undefined,
  );
  const wrong = rows.filter((row) => problemsOf(row, rows, work.taken).length > 0);
  const reading = rows.length === 0 && invited.length === 0;

  async function read() {
    setProblem('');
    try {
      await work.read(text);
    } catch (failed) {
      setProblem(asProblem(failed).words());
    }
  }
  async function close() {
    if (await guard.leave()) onClose();
  }
  return (
    <Sheet
      open
      title={t('people.bulk.title')}
      width={920}
      onClose={close}
      footer={
        <Flex gap={8} justify="flex-end" align="center" wrap>
          <span className="kd-second kd-grow" aria-live="polite">
            {!reading && wrong.length > 0 && t('people.bulk.wrong', { count: wrong.length })}
          </span>
          {reading ? (
            <Button type="primary" disabled={text.trim() === ''} onClick={() => once(read)}>
              {t('people.bulk.check')}
            </Button>
          ) : busy ? (
            <Button onClick={work.stop}>{t('people.bulk.stop')}</Button>
          ) : rows.length > 0 ? (
            <Button type="primary" disabled={wrong.length > 0} onClick={() => once(work.invite)}>
              {t('people.bulk.invite', { count: rows.length })}
            </Button>
          ) : (
            <Button
              type="primary"
              onClick={() => {
                guard.release();
                onClose();
              }}
            >
              {t('common.done')}
            </Button>
          )}
        </Flex>
      }
    >
      <div className="kd-invite-step">
        {reading && (
          <>
            <p>{t('people.bulk.text')}</p>
            <Input.TextArea
              rows={10}
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={t('people.bulk.example')}
              aria-label={t('people.bulk.paste')}
              spellCheck={false}
              autoFocus
            />
            {problem && (
              <p className="kd-form-error" role="alert">
                {problem}
              </p>
            )}
          </>
        )}
        {busy && (
          <Progress
            percent={Math.round((busy.done / busy.total) * 100)}
            aria-label={t('people.bulk.title')}
          />
        )}
        {invited.length > 0 && <Done invited={invited} />}
        {rows.length > 0 && (
          <ul className="kd-invite-rows" aria-label={t('people.bulk.rows')}>
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                problems={problemsOf(row, rows, work.taken)}
                refusal={work.refusals[row.key]}
                onChange={busy ? undefined : (part) => work.change(row.key, part)}
                onRemove={() => work.remove(row.key)}
              />
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}

type RowProps = {
  row: InviteRow;
  problems: RowProblem[];
  refusal?: string;
  onChange?: (part: Partial<InviteRow>) => void;
  onRemove: () => void;
};

function Row({ row, problems, refusal, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const { roles } = useRoles();
  const access = useMay('access');
  const of = (field: string) =>
    t('people.bulk.fieldOf', { field: t(`people.${field}`), name: row.name || row.key + 1 });
  const line = (field: 'name' | 'login' | 'email') => (
    <Input
      value={row[field]}
      placeholder={t(`people.${field}`)}
      aria-label={of(field)}
      disabled={!onChange}
      onChange={(event) => onChange?.({ [field]: event.target.value })}
    />
  );
  const said = problems.map((one) =>
    one.what === 'unknown'
      ? t(`people.bulk.problem.${access ? 'unknown' : 'unknownDepartment'}`, {
          words: one.words.join(t('common.and')),
        })
      : t(`people.bulk.problem.${one.what}`),
  );
  return (
    <li data-wrong={said.length > 0 || refusal ? true : undefined}>
      {line('name')}
      {line('login')}
      {line('email')}
      <DepartmentSelect
        id={`invite-department-${row.key}`}
        label={of('department')}
        value={row.department}
        onChange={(department) => onChange?.({ department, unknown: unknownBeside(row, 'department') })}
      />
      {access && (
        <Select
          mode="multiple"
          className="kd-wide"
          aria-label={of('roles')}
          placeholder={t('people.roles')}
          value={row.roles}
          disabled={!onChange}
          onChange={(next) => onChange?.({ roles: next, unknown: unknownBeside(row, 'roles') })}
          options={roles.map(({ name, label }) => ({ value: name, label }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
      )}
      <Button
        type="text"
        icon={<X size={15} aria-hidden />}
        aria-label={t('people.bulk.remove', { name: row.name || row.key + 1 })}
        disabled={!onChange}
        onClick={onRemove}
      />
      {(said.length > 0 || refusal) && (
        <div className="kd-invite-says" role="alert">
          {[...said, ...(refusal ? [refusal] : [])].map((words) => (
            <p key={words}>{words}</p>
          ))}
          {row.unknown.length > 0 && (
            <p>
              <Button size="small" disabled={!onChange} onClick={() => onChange?.({ unknown: [] })}>
                {t('people.bulk.ignore')}
              </Button>
            </p>
          )}
        </div>
      )}
    </li>
  );
}

function Done({ invited }: { invited: Invited[] }) {
  const { t } = useTranslation();
  const copy = useCopy();
  const links = invited.filter(({ link }) => link);
  const all = links.map(({ name, login, link }) => [name, login, link].join('\t')).join('\n');
  return (
    <section aria-label={t('people.bulk.done', { count: invited.length })}>
      <Flex gap={8} align="center" justify="space-between" wrap>
        <b>{t('people.bulk.done', { count: invited.length })}</b>
        {links.length > 0 && (
          <Button icon={<Copy size={15} aria-hidden />} onClick={() => copy(all)}>
            {t('people.bulk.copy')}
          </Button>
        )}
      </Flex>
      {links.length > 0 && <p className="kd-second">{t('people.bulk.once')}</p>}
      <ul className="kd-invite-done">
        {invited.map(({ name, login, link, mailed }) => (
          <li key={login}>
            <b>{name}</b>
            <span className="kd-second">{login}</span>
            <span className="kd-second">{link ?? t('people.invitation.mailed', { address: mailed })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
