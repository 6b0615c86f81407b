import { Button, Select } from 'antd';
import { FileText } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/client';
import type { Reading, ReadingChoice } from '@/api/types';
import { count } from '@/format/number';
import { Scroller } from '@/ui/scroller';
import { type Brought, choiceOf } from '../../controller/use-import';

const ENCODINGS = ['utf-8', 'utf-16', 'gb18030', 'big5', 'shift_jis', 'windows-1252'];
/** As many columns and rows as show whether the text is right. */
const COLUMNS = 6;
const ROWS = 5;

type Props = {
  brought: Brought;
  /** What was asked for last, and is being read or could not be; what was read before can then be chosen again. */
  asked: ReadingChoice | undefined;
  busy: boolean;
  problem: Problem | null;
  onReading: (reading: ReadingChoice) => void;
};

/** How the file is read: its encoding, its sheet, the row with the headings; and what comes of it. */
export function ReadingStep({ brought: { file, upload }, asked, busy, problem, onReading }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const reading = upload?.reading;
  // Another encoding or sheet has its headings elsewhere.
  const rowOf = (line: number) => reading?.top.find((row) => row.line === line);
  return (
    <div className="kd-reading">
      <p className="kd-reading-file">
        <FileText size={16} aria-hidden /> {file.name}
      </p>
      {reading?.guessed && !problem && (
        <p className="kd-notice" role="status">
          {t('records.import.reading.guessed', { encoding: encodingName(reading.encoding, t) })}
        </p>
      )}
      {problem && (
        <p className="kd-field-error" role="alert">
          {problem.words()}
        </p>
      )}
      <div className="kd-reading-fields">
        {(!reading || reading.encoding) && (
          <div>
            <label htmlFor={`${id}e`} className="kd-field-label">
              {t('records.import.reading.encoding')}
            </label>
            <Select
              id={`${id}e`}
              className="kd-wide"
              loading={busy}
              value={asked?.encoding ?? reading?.encoding ?? undefined}
              onChange={(encoding: string) => onReading({ encoding })}
              options={ENCODINGS.map((value) => ({ value, label: encodingName(value, t) }))}
            />
          </div>
        )}
        {reading && reading.sheets.length > 1 && (
          <div>
            <label htmlFor={`${id}s`} className="kd-field-label">
              {t('records.import.reading.sheet')}
            </label>
            <Select
              id={`${id}s`}
              className="kd-wide"
              loading={busy}
              value={asked?.sheet ?? reading.sheet ?? undefined}
              onChange={(sheet: string) => onReading({ sheet })}
              options={reading.sheets.map(({ name, hidden }) => ({
                value: name,
                label: hidden ? t('records.import.reading.hidden', { name }) : name,
              }))}
            />
          </div>
        )}
        {reading && (
          <div>
            <label htmlFor={`${id}h`} className="kd-field-label">
              {t('records.import.reading.heading')}
            </label>
            <Select
              id={`${id}h`}
              className="kd-wide"
              loading={busy}
              value={asked?.heading_row ?? reading.heading_row}
              onChange={(heading_row: number) => onReading({ ...choiceOf(reading), heading_row })}
              options={[...new Set([reading.heading_row, ...reading.top.map(({ line }) => line)])]
                .sort((a, b) => a - b)
                .map((line) => ({
                  value: line,
                  label: t('records.import.reading.row', {
                    line: count(line),
                    cells: (rowOf(line)?.cells ?? []).filter(Boolean).slice(0, 4).join(t('common.and')),
                  }),
                }))}
            />
          </div>
        )}
      </div>
      {upload && (
        <Scroller className="kd-mapping" label={t('records.import.reading.sample')}>
          <table>
            <thead>
              <tr>
                {upload.headings.slice(0, COLUMNS).map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {upload.samples.slice(0, ROWS).map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be the same.
                <tr key={index}>
                  {upload.headings.slice(0, COLUMNS).map((heading, column) => (
                    <td key={heading} className="kd-mapping-sample">
                      {row[column]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </div>
  );
}

/** In one line, what was settled, and the way back to it. */
export function ReadingLine({ reading, onChange }: { reading: Reading; onChange: () => void }) {
  const { t } = useTranslation();
  const said = [
    reading.encoding && encodingName(reading.encoding, t),
    reading.sheet && t('records.import.reading.ofSheet', { name: reading.sheet }),
    t('records.import.reading.ofRow', { line: count(reading.heading_row) }),
  ];
  return (
    <p className="kd-reading-line">
      <span>{said.filter(Boolean).join(' · ')}</span>
      <Button type="link" size="small" onClick={onChange}>
        {t('records.import.reading.change')}
      </Button>
    </p>
  );
}

type Words = (key: string) => string;

function encodingName(name: string | null, t: Words): string {
  return ENCODINGS.includes(name ?? '') ? t(`records.import.reading.encodings.${name}`) : (name ?? '');
}
