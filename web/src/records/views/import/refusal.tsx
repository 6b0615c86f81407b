import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';

/** What is asked for beside the columns, by the names that the server has for it. */
const BESIDE: Record<string, string> = {
  area_code: 'records.import.areaCode',
  match_by: 'records.import.matchBy',
};

/** Why a run was refused, with each column that is wrong. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <p className="kd-field-error" role="alert">
      {problem.words()}
      {problem.body.errors?.map(({ field, message }) => (
        <span key={field} className="kd-import-wrong">
          {t('records.import.wrong', { field: BESIDE[field] ? t(BESIDE[field]) : field, message })}
        </span>
      ))}
    </p>
  );
}
