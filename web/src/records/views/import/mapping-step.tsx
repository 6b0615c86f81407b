import { Radio, Select } from 'antd';
import { CircleCheck } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { Import, OnDuplicate } from '@/api/types';
import { count } from '@/format/number';
import { Scroller } from '@/ui/scroller';
import type { Choice, Target } from '../../controller/use-import';
import { PersonSelect } from '../../kinds/parts/person-select';

type Props = {
  file: Import;
  targets: Target[];
  choice: Choice;
  missing: string[];
  error: unknown;
  onChange: (choice: Choice) => void;
};

export function MappingStep({ file, targets, choice, missing, error, onChange }: Props) {
  const { t } = useTranslation();
  const ownerId = useId();
  const groups = [...new Set(targets.map(({ group }) => group))].map((group) => ({
    label: group,
    options: targets.filter((target) => target.group === group).map(({ value, label }) => ({ value, label })),
  }));
  const taken = new Set(Object.values(choice.mapping));

  function map(heading: string, field: string | undefined) {
    const { [heading]: _, ...rest } = choice.mapping;
    onChange({ ...choice, mapping: field ? { ...rest, [heading]: field } : rest });
  }
  return (
    <>
      <p className="kd-second">
        {t('records.import.found', {
          file: file.file,
          rows: count(file.rows),
          columns: file.headings.length,
          mapped: Object.keys(choice.mapping).length,
        })}
      </p>
      <Scroller className="kd-mapping" label={t('records.import.step.columns')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('records.import.heading')}</th>
              <th scope="col">{t('records.import.sample')}</th>
              <th scope="col">{t('records.import.into')}</th>
            </tr>
          </thead>
          <tbody>
            {file.headings.map((heading, index) => {
              const samples = file.samples
                .map((row) => row[index])
                .filter(Boolean)
                .slice(0, 3);
              const mapped = choice.mapping[heading];
              return (
                <tr key={heading} data-ignored={!mapped || undefined}>
                  <th scope="row">{heading}</th>
                  <td className="kd-mapping-sample" title={samples.join(t('common.and'))}>
                    {samples.join(t('common.and')) || '—'}
                  </td>
                  <td>
                    <span className="kd-mapping-into">
                      <Select
                        aria-label={t('records.import.intoFor', { heading })}
                        value={mapped}
                        onChange={(field?: string) => map(heading, field)}
                        options={groups.map((group) => ({
                          ...group,
                          options: group.options.map((option) => ({
                            ...option,
                            disabled: taken.has(option.value) && option.value !== mapped,
                          })),
                        }))}
                        placeholder={t('records.import.ignore')}
                        showSearch={{ optionFilterProp: 'label' }}
                        allowClear
                        className="kd-wide"
                      />
                      <CircleCheck size={16} aria-hidden visibility={mapped ? undefined : 'hidden'} />
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroller>
      <div className="kd-import-options">
        <fieldset className="kd-fieldset">
          <legend>{t('records.import.duplicates')}</legend>
          <Radio.Group
            value={choice.onDuplicate}
            onChange={(event) => onChange({ ...choice, onDuplicate: event.target.value as OnDuplicate })}
            options={(['skip', 'update', 'reject'] as const).map((value) => ({
              value,
              label: t(`records.import.onDuplicate.${value}`),
            }))}
          />
          <p className="kd-quiet">{t(`records.import.onDuplicateText.${choice.onDuplicate}`)}</p>
        </fieldset>
        <div>
          <label htmlFor={ownerId} className="kd-field-label">
            {t('records.import.owner')}
          </label>
          <PersonSelect
            id={ownerId}
            value={choice.owner}
            onChange={(owner) => onChange({ ...choice, owner })}
          />
          <p className="kd-quiet">{t('records.import.ownerText')}</p>
        </div>
      </div>
      {missing.length > 0 && (
        <p className="kd-notice" role="status">
          {t('records.import.missing', { fields: missing.join(t('common.and')) })}
        </p>
      )}
      {error !== null && error !== undefined && (
        <p className="kd-field-error" role="alert">
          {asProblem(error).message} {asProblem(error).body.advice}
        </p>
      )}
    </>
  );
}
