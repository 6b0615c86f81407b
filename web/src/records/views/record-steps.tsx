import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo } from '@/api/types';
import { count, totalText } from '@/format/number';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useTrail } from '../controller/trail';

/** Which button led here, and from which record: each record is drawn afresh, and the keyboard stays where it was. */
let pressed: { button: 'back' | 'ahead'; on: string } | undefined;

/** To the one before and after in the list that one came from. Going on replaces the page, so that Back is the list again. */
export function RecordSteps({ object, id }: { object: ObjectInfo; id: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const trail = useTrail(object.name, id);
  const go = (to: string | undefined) =>
    to && navigate({ to: '/r/$object/$id', params: { object: object.name, id: to }, replace: true });
  const back = trail?.previous ? () => go(trail.previous) : undefined;
  async function forth() {
    try {
      go(await trail?.ahead());
    } catch (error) {
      message.error(asProblem(error).words());
    }
  }
  const ahead = trail && !trail.last ? forth : undefined;
  useHotkeys({ k: back, j: ahead });
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!pressed || pressed.on === id) return;
    const buttons = [...(around.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
    const same = buttons.find((one) => one.dataset.step === pressed?.button);
    // At the end of the list there is only the way back.
    (same ?? buttons[0])?.focus({ preventScroll: true });
    if (buttons.length > 0) pressed = undefined;
  });
  const press = (button: 'back' | 'ahead', then: (() => void) | undefined) => () => {
    pressed = { button, on: id };
    then?.();
  };
  if (!trail || (!back && !ahead)) return null;
  return (
    <div ref={around} className="kd-record-steps">
      <span className="kd-record-place">
        {count(trail.at + 1)}
        {trail.total && ` / ${totalText(trail.total)}`}
      </span>
      <Button
        type="text"
        size="small"
        icon={<ChevronUp size={16} aria-hidden />}
        disabled={!back}
        onClick={press('back', back)}
        data-step="back"
        aria-label={t('records.page.previous')}
        title={`${t('records.page.previous')} (K)`}
      />
      <Button
        type="text"
        size="small"
        icon={<ChevronDown size={16} aria-hidden />}
        disabled={!ahead}
        onClick={press('ahead', ahead)}
        data-step="ahead"
        aria-label={t('records.page.next')}
        title={`${t('records.page.next')} (J)`}
      />
    </div>
  );
}
