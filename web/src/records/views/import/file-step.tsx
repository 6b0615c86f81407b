import { Button } from 'antd';
import { FileSpreadsheet, FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, asProblem, type Problem } from '@/api/client';
import type { ObjectInfo, ReadingChoice } from '@/api/types';
import { type Brought, MOST_BYTES } from '../../controller/use-import';
import { ReadingStep } from './reading-step';

type Props = {
  object: ObjectInfo;
  busy: boolean;
  error: unknown;
  brought: Brought | undefined;
  /** What was asked for last, where it is not what was read. */
  asked: ReadingChoice | undefined;
  onFile: (file: File) => void;
  onReading: (reading: ReadingChoice) => void;
};

/** Chooses the file, and then, where more than one is possible, how it is read. */
export function FileStep({ brought, asked, busy, error, onReading, ...rest }: Props) {
  const problem = error ? asProblem(error) : null;
  // A file that could not be read as it was taken for may be read in another encoding.
  if (brought && (brought.upload || problem?.code === 'sheet.encoding'))
    return (
      <ReadingStep brought={brought} asked={asked} busy={busy} problem={problem} onReading={onReading} />
    );
  return <FileChooser {...rest} busy={busy} problem={problem} />;
}

type ChooserProps = Pick<Props, 'object' | 'busy' | 'onFile'> & { problem: Problem | null };

function FileChooser({ object, busy, problem, onFile }: ChooserProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const said = refused ?? (problem && [problem.message, problem.body.advice].filter(Boolean).join(' '));

  function take(file: File | undefined) {
    setRefused(undefined);
    if (!file) return;
    if (!/\.(csv|xlsx)$/i.test(file.name)) return setRefused(t('records.import.wrongKind'));
    if (file.size > MOST_BYTES) return setRefused(t('records.import.tooLarge'));
    onFile(file);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button is the way for everybody. */}
      <div
        className="kd-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={30} strokeWidth={1.4} aria-hidden />
        <p className="kd-drop-text">{t('records.import.drop')}</p>
        <Button type="primary" loading={busy} onClick={() => input.current?.click()}>
          {t('records.import.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.xlsx"
          className="kd-hidden"
          tabIndex={-1}
          aria-label={t('records.import.choose')}
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <p className="kd-quiet">{t('records.import.limits')}</p>
      </div>
      {said && (
        <p className="kd-field-error" role="alert">
          {said}
        </p>
      )}
      <p className="kd-import-template">
        <FileSpreadsheet size={15} aria-hidden /> {t('records.import.templateText')}{' '}
        <a href={address(`/imports/template/${object.name}`)} download>
          {t('records.import.template')}
        </a>
      </p>
    </>
  );
}
