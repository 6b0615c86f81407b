import './field-row.css';
import { useQueryClient } from '@tanstack/react-query';
import { App, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { jobsKey } from '@/api/jobs';
import type { Filter, ObjectInfo, Total } from '@/api/types';
import { count, totalText } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { listFields } from '../controller/use-catalog';

type Props = {
  object: ObjectInfo;
  query: { filter?: Filter; q?: string; view?: string };
  total?: Total;
  ids: string[];
  columns: string[];
  onClose: () => void;
};

export default function ExportDialog({ object, query, total, ids, columns, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fieldsId = useId();
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const [scope, setScope] = useState<'all' | 'selected'>(ids.length > 0 ? 'selected' : 'all');
  const [which, setWhich] = useState<'shown' | 'all' | 'own'>('shown');
  const [own, setOwn] = useState(columns);
  const [lines, setLines] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const sets = object.lines ?? [];
  const set = sets.find(({ name }) => name === lines);
  const ofLines = set?.fields.map(({ name, label }) => ({
    value: `${set.name}.${name}`,
    label: `${set.label} · ${label}`,
  }));
  const options = [
    ...listFields(object).map(({ name, label }) => ({ value: name, label })),
    ...(ofLines ?? []),
  ];
  const picked = own.filter((name) => options.some(({ value }) => value === name));
  const fields = { shown: columns, all: object.fields.map(({ name }) => name), own: picked }[which];

  async function start() {
    setBusy(true);
    setError(undefined);
    try {
      const what = scope === 'selected' ? { ids } : query;
      await api.post('/exports', { object: object.name, format, fields, lines, ...what });
      await queries.invalidateQueries({ queryKey: jobsKey });
      message.info(t('records.export.started'));
      onClose();
    } catch (failed) {
      const problem = asProblem(failed);
      setError([problem.message, problem.body.advice].filter(Boolean).join(' '));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      title={t('records.export.title', { label: object.many })}
      okText={t('records.export.start')}
      onOk={start}
      onCancel={onClose}
      okButtonProps={{ loading: busy, disabled: fields.length === 0 }}
      width={480}
    >
      <fieldset className="kd-fieldset">
        <legend>{t('records.export.scope')}</legend>
        <Radio.Group
          value={scope}
          onChange={(event) => setScope(event.target.value)}
          vertical
          options={[
            { value: 'all', label: t('records.export.all', { total: total ? totalText(total) : '' }) },
            ...(ids.length > 0
              ? [{ value: 'selected', label: t('records.export.selected', { total: count(ids.length) }) }]
              : []),
          ]}
        />
      </fieldset>
      {sets.length > 0 && (
        <fieldset className="kd-fieldset">
          <legend>{t('records.export.rows')}</legend>
          <Radio.Group
            value={lines ?? ''}
            onChange={(event) => setLines(event.target.value || undefined)}
            vertical
            options={[
              { value: '', label: t('records.export.byRecord', { label: object.one }) },
              ...sets.map(({ name, label }) => ({
                value: name,
                label: t('records.export.byLine', { label }),
              })),
            ]}
          />
        </fieldset>
      )}
      <fieldset className="kd-fieldset">
        <legend>{t('records.export.fields')}</legend>
        <Radio.Group
          value={which}
          onChange={(event) => setWhich(event.target.value)}
          options={[
            { value: 'shown', label: t('records.export.shown', { total: columns.length }) },
            { value: 'all', label: t('records.export.allFields', { total: object.fields.length }) },
            { value: 'own', label: t('records.export.own') },
          ]}
        />
        {which === 'own' && (
          <>
            <label htmlFor={fieldsId} className="kd-hidden">
              {t('records.export.fields')}
            </label>
            <Select
              id={fieldsId}
              mode="multiple"
              className="kd-wide kd-above"
              value={picked}
              onChange={setOwn}
              options={options}
              showSearch={{ optionFilterProp: 'label' }}
            />
          </>
        )}
      </fieldset>
      <fieldset className="kd-fieldset">
        <legend>{t('records.export.format')}</legend>
        <Radio.Group
          value={format}
          onChange={(event) => setFormat(event.target.value)}
          options={[
            { value: 'xlsx', label: t('records.export.xlsx') },
            { value: 'csv', label: t('records.export.csv') },
          ]}
        />
      </fieldset>
      {error && (
        <p className="kd-field-error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
