import { Checkbox, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo, Value, Values } from '@/api/types';
import { count } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { useDebounced } from '@/ui/use-debounced';
import { calledOf, fieldOf } from '../controller/use-catalog';
import { isEmpty, toWire } from '../controller/values';
import { FieldCell } from '../kinds/cells';
import { Consequences } from './consequences';
import { FieldRow } from './field-row';

type Props = {
  object: ObjectInfo;
  ids: string[];
  run: (input: Values) => Promise<unknown>;
  onClose: () => void;
};

export default function BulkEditDialog({ object, ids, run, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState<string>();
  const [value, setValue] = useState<Value>(null);
  const [clears, setClears] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // The name of a record tells it from others, so the same one for many is never meant.
  const fields = object.fields.filter(
    ({ name, writable }) => writable && name !== object.title && name !== object.parent,
  );
  const field = name ? fieldOf(object, name) : undefined;
  const many = ids.length;
  const what = t('records.bulk.many', { total: count(many), label: calledOf(object, many) });

  const decided = field !== undefined && (clears || !isEmpty(value));
  const wire = field && { [field.name]: clears ? null : toWire(value) };
  // Asked when somebody has stopped typing.
  const asked = useDebounced(decided ? JSON.stringify(wire) : '');

  async function confirm() {
    if (!wire) return;
    setBusy(true);
    try {
      await run(wire);
      onClose();
    } catch (failed) {
      setError(asProblem(failed).words());
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      title={t('records.bulk.edit')}
      okText={t('common.save')}
      onOk={confirm}
      onCancel={onClose}
      okButtonProps={{ disabled: !decided, loading: busy }}
      width={460}
    >
      <div className="kd-field">
        <label htmlFor={id} className="kd-field-label">
          {t('records.bulk.field')}
        </label>
        <Select
          id={id}
          className="kd-wide"
          value={name}
          onChange={(next: string) => {
            setName(next);
            setValue(null);
            setClears(false);
            setError(undefined);
          }}
          options={fields.map((one) => ({ value: one.name, label: one.label }))}
          showSearch={{ optionFilterProp: 'label' }}
          autoFocus
        />
      </div>
      {field && (
        <>
          {!clears && (
            <FieldRow key={field.name} field={field} value={value} onChange={setValue} error={error} />
          )}
          {!field.required && (
            <p className="kd-field">
              <Checkbox checked={clears} onChange={(event) => setClears(event.target.checked)}>
                {t('records.bulk.clearField')}
              </Checkbox>
            </p>
          )}
          {clears && error && (
            <p className="kd-field-error" role="alert">
              {error}
            </p>
          )}
          {decided && (
            <p className="kd-notice" aria-live="polite">
              {clears ? (
                t('records.bulk.clearSentence', { what, label: field.label })
              ) : (
                <>
                  {t('records.bulk.editSentence', { what, label: field.label })}{' '}
                  <FieldCell field={field} value={value} place="page" />
                </>
              )}
            </p>
          )}
          <Consequences
            object={object}
            action="update"
            ids={ids}
            input={asked ? JSON.parse(asked) : undefined}
          />
        </>
      )}
    </Dialog>
  );
}
