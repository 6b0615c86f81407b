import { Button } from 'antd';
import { FileSpreadsheet, FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, asProblem } from '@/api/client';
import type { ObjectInfo } from '@/api/types';
import { MOST_BYTES } from '../../controller/use-import';

type Props = { object: ObjectInfo; busy: boolean; error: unknown; onFile: (file: File) => void };

export function FileStep({ object, busy, error, onFile }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const problem = error ? asProblem(error) : null;
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
