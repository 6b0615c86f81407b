import { Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportIssue, ObjectInfo } from '@/api/types';
import { count } from '@/format/number';
import { useCatalog } from '../../controller/use-catalog';
import { type Choice, decide, fieldAt } from '../../controller/use-import';

type Props = {
  issues: ImportIssue[];
  object: ObjectInfo;
  choice: Choice;
  onChange: (choice: Choice) => void;
};

/** No option has an empty value: it stands for leaving the cell empty. */
const NOTHING = '';
/** No option has one of white space either: it stands for the word becoming an option. */
const ADDED = ' ';

/** What stands in the way of rows and can be decided for a whole column, before it is tried again. */
export function Decisions({ issues, object, choice, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <section className="kd-decisions" aria-label={t('records.import.decide')}>
      <h2>{t('records.import.decide')}</h2>
      {issues.map((issue) => (
        <div key={`${issue.column} ${issue.code}`} className="kd-decision">
          <p>
            <strong>{issue.column}</strong>{' '}
            {t([`records.import.issue.${issue.code.replaceAll('.', '_')}`, 'records.import.issue.other'], {
              cells: count(issue.cells),
            })}
          </p>
          {issue.remedies.includes('words') && (
            <Words issue={issue} object={object} choice={choice} onChange={onChange} />
          )}
          {(['confirmed', 'spread', 'leave_out'] as const)
            .filter((remedy) => issue.remedies.includes(remedy))
            .map((remedy) => (
              <Checkbox
                key={remedy}
                checked={choice.columns[issue.column]?.[remedy] ?? false}
                onChange={(event) =>
                  onChange(decide(choice, issue.column, { [remedy]: event.target.checked }))
                }
              >
                {t(`records.import.remedy.${remedy}`)}
              </Checkbox>
            ))}
        </div>
      ))}
    </section>
  );
}

/** Why rows that have the same telephone as another record, and another name, are taken in all the same. */
export function LetThrough({ choice, onChange }: Pick<Props, 'choice' | 'onChange'>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="kd-decision">
      <label htmlFor={id}>{t('records.import.letThrough')}</label>
      <Input
        id={id}
        value={choice.beside}
        maxLength={200}
        placeholder={t('records.import.letThroughHint')}
        onChange={(event) => onChange({ ...choice, beside: event.target.value })}
      />
    </div>
  );
}

type WordsProps = Omit<Props, 'issues'> & { issue: ImportIssue };

/** Each word that is no option, and what it means. */
function Words({ issue, object, choice, onChange }: WordsProps) {
  const { t } = useTranslation();
  const { objects } = useCatalog();
  const rules = choice.columns[issue.column] ?? {};
  const field = fieldAt(object, objects, issue.field);
  const options = (field?.options ?? []).map(({ value, label }) => ({ value, label }));

  function mean(word: string, value: string | undefined) {
    const { [word]: _, ...words } = rules.words ?? {};
    const added = (rules.options ?? []).filter((other) => other !== word);
    if (value === ADDED) added.push(word);
    else if (value !== undefined) words[word] = value === NOTHING ? null : value;
    onChange(decide(choice, issue.column, { words, options: added }));
  }
  const meaning = (word: string) => {
    if (rules.options?.includes(word)) return ADDED;
    return rules.words?.[word] === null ? NOTHING : rules.words?.[word];
  };
  const further = [
    ...(issue.remedies.includes('options') ? [{ value: ADDED, label: t('records.import.addOption') }] : []),
    { value: NOTHING, label: t('records.import.leaveEmpty') },
  ];
  return (
    <ul className="kd-decision-words">
      {issue.words.map(({ word, cells }) => (
        <li key={word}>
          <span>{t('records.import.wordCells', { word, cells: count(cells) })}</span>
          <Select
            aria-label={t('records.import.meansFor', { word })}
            value={meaning(word)}
            onChange={(value?: string) => mean(word, value)}
            placeholder={t('records.import.meansNothingYet')}
            options={[...further, ...options]}
            showSearch={{ optionFilterProp: 'label' }}
            allowClear
            className="kd-decision-means"
          />
        </li>
      ))}
    </ul>
  );
}
