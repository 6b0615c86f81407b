import { Input, Radio, Select } from 'antd';
import { CircleCheck } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import, ObjectInfo, OnDuplicate } from '@/api/types';
import { count } from '@/format/number';
import { Scroller } from '@/ui/scroller';
import { useCatalog } from '../../controller/use-catalog';
import { type Choice, COUNTS, decide, fieldAt, type Target, UNITS } from '../../controller/use-import';
import { PersonSelect } from '../../kinds/parts/person-select';
import { Refusal } from './refusal';

type Props = {
  file: Import;
  object: ObjectInfo;
  targets: Target[];
  choice: Choice;
  missing: string[];
  error: unknown;
  onChange: (choice: Choice) => void;
};

export function MappingStep({ file, object, targets, choice, missing, error, onChange }: Props) {
  const { t } = useTranslation();
  const ownerId = useId();
  const matchId = useId();
  const areaId = useId();
  const { objects } = useCatalog();
  const groups = [...new Set(targets.map(({ group }) => group))].map((group) => ({
    label: group,
    options: targets.filter((target) => target.group === group).map(({ value, label }) => ({ value, label })),
  }));
  const taken = new Set(Object.values(choice.mapping));

  const mappedFields = Object.values(choice.mapping).map((target) => fieldAt(object, objects, target));
  const keys = file.match_fields.filter((name) => taken.has(name));
  function unitsFor(heading: string, target: string | undefined) {
    const kind = target && fieldAt(object, objects, target)?.kind;
    const says = file.unclear[heading] || file.powers[heading] !== undefined || choice.columns[heading]?.unit;
    return kind === 'money' ? UNITS : kind === 'number' && says ? COUNTS : [];
  }
  const unitOf = (heading: string, units: typeof UNITS) =>
    choice.columns[heading]?.unit ??
    units.find(({ power }) => power === file.powers[heading])?.unit ??
    (file.unclear[heading] || file.powers[heading] !== undefined ? undefined : units[0]?.unit);

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
              const units = unitsFor(heading, mapped);
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
                    {units.length > 0 && (
                      <Select
                        aria-label={t('records.import.unitOf', { heading })}
                        size="small"
                        className="kd-mapping-unit"
                        value={unitOf(heading, units)}
                        placeholder={t('records.import.chooseUnit')}
                        onChange={(unit: string) => onChange(decide(choice, heading, { unit }))}
                        options={units.map(({ unit }) => ({
                          value: unit,
                          label: t('records.import.countsIn', { unit: t(`records.import.unit.${unit}`) }),
                        }))}
                      />
                    )}
                    {!mapped && file.unclear[heading] && (
                      <p className="kd-quiet kd-mapping-unclear">{file.unclear[heading]}</p>
                    )}
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
          {keys.length > 0 && (
            <>
              <label htmlFor={matchId} className="kd-field-label">
                {t('records.import.matchBy')}
              </label>
              <Select
                id={matchId}
                className="kd-import-match"
                value={choice.matchBy && keys.includes(choice.matchBy) ? choice.matchBy : keys[0]}
                onChange={(matchBy: string) => onChange({ ...choice, matchBy })}
                options={keys.map((name) => ({ value: name, label: fieldAt(object, objects, name)?.label }))}
              />
              <p className="kd-quiet">{t('records.import.matchByText')}</p>
            </>
          )}
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
          {mappedFields.some((field) => field?.kind === 'phone') && (
            <>
              <label htmlFor={areaId} className="kd-field-label">
                {t('records.import.areaCode')}
              </label>
              <Input
                id={areaId}
                value={choice.areaCode}
                inputMode="numeric"
                maxLength={4}
                placeholder="0512"
                onChange={(event) => onChange({ ...choice, areaCode: event.target.value })}
              />
              <p className="kd-quiet">{t('records.import.areaCodeText')}</p>
            </>
          )}
        </div>
      </div>
      {missing.length > 0 && (
        <p className="kd-notice" role="status">
          {t('records.import.missing', { fields: missing.join(t('common.and')) })}
        </p>
      )}
      {error !== null && error !== undefined && <Refusal error={error} />}
    </>
  );
}
