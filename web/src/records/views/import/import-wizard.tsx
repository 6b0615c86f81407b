import { Button, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRunning, useCancelJob } from '@/api/jobs';
import type { Import, ObjectInfo, ReadingChoice } from '@/api/types';
import { count } from '@/format/number';
import { Dialog } from '@/ui/dialog';
import { useGuard } from '@/ui/use-guard';
import { usePhone } from '@/ui/use-media';
import { useCatalog } from '../../controller/use-catalog';
import {
  type Brought,
  type Choice,
  isDoubtful,
  targetsOf,
  unfilled,
  useImport,
} from '../../controller/use-import';
import { FileStep } from './file-step';
import { JobStep } from './job-step';
import { MappingStep } from './mapping-step';
import { ReadingLine } from './reading-step';
import './import.css';

function filled(mapping: Import['mapping']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
}

/** File → columns → trial run → import. Closing it does not stop what runs. */
export default function ImportWizard({ object, onClose }: { object: ObjectInfo; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { objects } = useCatalog();
  const flow = useImport(object);
  const cancel = useCancelJob();
  // Whether it is settled how the file is read.
  const [read, setRead] = useState(false);
  const [choice, setChoice] = useState<Choice>({
    mapping: {},
    onDuplicate: 'skip',
    owner: null,
    columns: {},
    areaCode: '',
    beside: '',
  });
  // What the trial was run with; decided otherwise since, it has to be run again.
  const [tried, setTried] = useState<Choice>();
  const running = flow.job === undefined ? flow.run.isPending || flow.started : isRunning(flow.job);
  const trialDone = flow.started && flow.dry && flow.job?.state === 'done';
  const step = !flow.file || !read ? 0 : !flow.started ? 1 : flow.dry ? 2 : 3;
  const missing = unfilled(object, choice.mapping, choice.owner !== null);

  function look(brought: Brought, reading: ReadingChoice, settles: boolean) {
    flow.look.mutate(
      { ...brought, reading },
      {
        onSuccess: (upload) => {
          setChoice((old) => ({
            ...old,
            mapping: filled(upload.mapping),
            columns: {},
            matchBy: undefined,
            // A reason speaks of one file.
            beside: '',
          }));
          setRead(settles && !isDoubtful(upload.reading));
        },
      },
    );
  }
  function forget() {
    setRead(false);
    flow.forget();
  }
  // Until the real import begins, a slip would cost the file and all that was decided about its columns.
  const guard = useGuard(flow.file !== undefined && step < 3, t('records.import.loss'));
  async function close() {
    if (!(await guard.leave())) return false;
    // A trial alone, without its next step, is of no use to anybody.
    if (step === 2 && running && flow.job) cancel.mutate(flow.job.id);
    onClose();
  }
  function start(dry: boolean) {
    // What was refused has not been tried.
    flow.run.mutate({ choice, dry }, { onSuccess: () => setTried(choice) });
  }
  const decidedAnew = step === 2 && !running && tried !== choice;
  const good = (flow.job?.result?.imported ?? 0) + (flow.job?.result?.updated ?? 0);

  const buttons = [
    (step === 1 || flow.brought) && step < 2 && (
      <Button key="again" onClick={forget}>
        {t('records.import.otherFile')}
      </Button>
    ),
    step === 0 && flow.file && (
      <Button
        key="next"
        type="primary"
        disabled={flow.look.isPending || flow.look.isError}
        onClick={() => setRead(true)}
      >
        {t('records.import.next')}
      </Button>
    ),
    step === 1 && (
      <Button
        key="try"
        type="primary"
        disabled={missing.length > 0}
        loading={flow.run.isPending}
        onClick={() => start(true)}
      >
        {t('records.import.try')}
      </Button>
    ),
    step === 2 && !running && (
      <Button key="back" onClick={flow.back}>
        {t('records.import.back')}
      </Button>
    ),
    decidedAnew && (
      <Button key="again-trial" type="primary" loading={flow.run.isPending} onClick={() => start(true)}>
        {t('records.import.tryAgain')}
      </Button>
    ),
    trialDone && !decidedAnew && (
      <Button
        key="run"
        type="primary"
        loading={flow.run.isPending}
        disabled={good === 0}
        onClick={() => start(false)}
      >
        {t('records.import.run', { total: count(good) })}
      </Button>
    ),
    step === 3 && running && (
      <Button key="hide" onClick={onClose}>
        {t('records.import.hide')}
      </Button>
    ),
    step === 3 && !running && (
      <Button key="done" type="primary" onClick={onClose}>
        {t('common.done')}
      </Button>
    ),
  ].filter(Boolean);

  return (
    <Dialog
      open
      title={t('records.import.title', { label: object.many })}
      onCancel={close}
      keyboard={false}
      footer={buttons.length > 0 ? buttons : null}
      mask={{ closable: false }}
      width={phone ? '100%' : 860}
      className="kd-import"
      centered={!phone}
    >
      <Steps
        size="small"
        current={step}
        responsive={false}
        className="kd-import-steps"
        items={['file', 'columns', 'trial', 'result'].map((name) => ({
          title: t(`records.import.step.${name}`),
        }))}
      />
      {step === 0 && (
        <FileStep
          object={object}
          busy={flow.look.isPending}
          error={flow.look.error}
          brought={flow.brought}
          asked={flow.look.isSuccess ? undefined : flow.look.variables?.reading}
          onFile={(file) => look({ file }, {}, true)}
          onReading={(reading) => flow.brought && look(flow.brought, reading, false)}
        />
      )}
      {step === 1 && flow.file && <ReadingLine reading={flow.file.reading} onChange={() => setRead(false)} />}
      {step === 1 && flow.file && (
        <MappingStep
          file={flow.file}
          object={object}
          targets={targetsOf(object, objects)}
          choice={choice}
          missing={missing}
          error={flow.run.error}
          onChange={setChoice}
        />
      )}
      {step >= 2 && (
        <JobStep
          job={flow.job}
          dry={flow.dry}
          error={flow.run.error}
          object={object}
          choice={choice}
          onChange={setChoice}
        />
      )}
    </Dialog>
  );
}
