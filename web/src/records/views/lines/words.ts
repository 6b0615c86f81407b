import type { TFunction } from 'i18next';
import { count } from '@/format/number';
import type { CellProblem } from '../../controller/lines/problems';
import type { Said } from '../../controller/use-lines';

export function problemWords(problem: CellProblem, t: TFunction): string {
  return 'message' in problem
    ? problem.message
    : t(`records.lines.problem.${problem.code}`, { ...problem.blanks });
}

/** What has just happened; a paste also says what of it did not find its place. */
export function saidWords(said: Said, t: TFunction): string {
  const blanks = Object.fromEntries(
    Object.entries(said.blanks ?? {}).map(([name, blank]) => [
      name,
      typeof blank === 'number' ? count(blank) : Array.isArray(blank) ? blank.join(t('common.and')) : blank,
    ]),
  );
  const parts = [t(`records.lines.said.${said.code}`, blanks)];
  if (said.blanks?.unclear) parts.push(t('records.lines.said.unclear', blanks));
  if (blanks.left) parts.push(t('records.lines.said.left', blanks));
  if (said.blanks?.beyond) parts.push(t('records.lines.said.beyond', blanks));
  return parts.join('');
}
