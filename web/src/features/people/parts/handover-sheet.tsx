import { Button, Flex, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { User } from '@/api/types';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { usePhone } from '@/ui/use-media';
import { HandoverChoice } from './handover-choice';
import { HandoverPreviewList } from './handover-preview';
import { HandoverProgress } from './handover-progress';
import { HoldingsList } from './holdings-list';
import { isEmpty, nothingChosen, requestOf, useHandover, useHoldings, usePreview } from './use-handover';
import './handover.css';

const STEPS = ['holdings', 'choice', 'preview', 'result'] as const;

/** 离职交接: what there is, who gets it, what will happen in words, and then it happens. */
export function HandoverSheet({ person, onClose }: { person: User; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [step, setStep] = useState(0);
  const [choice, setChoice] = useState(() => nothingChosen(person.active));
  const holdings = useHoldings(person.id);
  const preview = usePreview(person.id);
  const { begin, job } = useHandover(person.id);
  const guard = useGuard(step > 0 && step < 3);
  async function close() {
    if (await guard.leave()) onClose();
  }
  const look = () => preview.mutate(requestOf(choice), { onSuccess: () => setStep(2) });
  const start = () => begin.mutate(requestOf(choice), { onSuccess: () => setStep(3) });
  const wrong = [preview.error, begin.error].find((error) => error !== null);
  const back = (
    <Button onClick={() => setStep(step - 1)} disabled={begin.isPending}>
      {t('people.handover.back')}
    </Button>
  );
  const footers = [
    <Button key="next" type="primary" onClick={() => setStep(1)} disabled={!holdings.data}>
      {t('people.handover.next')}
    </Button>,
    <>
      {back}
      <Button type="primary" onClick={look} loading={preview.isPending} disabled={isEmpty(choice)}>
        {t('people.handover.look')}
      </Button>
    </>,
    <>
      {back}
      <Button type="primary" danger onClick={start} loading={begin.isPending}>
        {t('people.handover.start')}
      </Button>
    </>,
    <Button key="done" type="primary" onClick={onClose}>
      {t('common.done')}
    </Button>,
  ];
  return (
    <Sheet
      open
      title={t('people.handover.title', { name: person.name })}
      width={600}
      onClose={close}
      footer={
        <Flex gap={8} justify="flex-end">
          {footers[step]}
        </Flex>
      }
    >
      <Steps
        size="small"
        current={step}
        className="kd-handover-steps"
        orientation="horizontal"
        responsive={false}
        items={STEPS.map((name, at) => ({
          title: phone && at !== step ? '' : t(`people.handover.step.${name}`),
        }))}
      />
      {wrong && step < 3 && <Refusal error={wrong} />}
      {holdings.isPending && <Lines rows={6} />}
      {holdings.error && !holdings.data && (
        <Failure error={holdings.error} retry={holdings.refetch} compact />
      )}
      {holdings.data && step === 0 && <HoldingsList holdings={holdings.data} />}
      {holdings.data && step === 1 && (
        <HandoverChoice person={person} holdings={holdings.data} choice={choice} onChange={setChoice} />
      )}
      {preview.data && step === 2 && <HandoverPreviewList preview={preview.data} />}
      {step === 3 && <HandoverProgress job={job} />}
    </Sheet>
  );
}

/** Each line says which part is wrong; the parts have no fields of their own to stand beside. */
function Refusal({ error }: { error: unknown }) {
  const problem = asProblem(error);
  const fields = [...new Set(problem.fieldErrors().map(({ message }) => message))];
  return (
    <div className="kd-form-problem" role="alert">
      {fields.length > 0 ? fields.map((message) => <p key={message}>{message}</p>) : problem.words()}
    </div>
  );
}
