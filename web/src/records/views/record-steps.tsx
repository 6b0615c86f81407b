import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ObjectInfo } from '@/api/types';
import { count, totalText } from '@/format/number';
import { useHotkeys } from '@/ui/use-hotkeys';
import { useTrail } from '../controller/trail';

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
  if (!trail || (!back && !ahead)) return null;
  return (
    <div className="kd-record-steps">
      <span className="kd-record-place">
        {count(trail.at + 1)}
        {trail.total && ` / ${totalText(trail.total)}`}
      </span>
      <Button
        type="text"
        size="small"
        icon={<ChevronUp size={16} aria-hidden />}
        disabled={!back}
        onClick={back}
        aria-label={t('records.page.previous')}
        title={`${t('records.page.previous')} (K)`}
      />
      <Button
        type="text"
        size="small"
        icon={<ChevronDown size={16} aria-hidden />}
        disabled={!ahead}
        onClick={ahead}
        aria-label={t('records.page.next')}
        title={`${t('records.page.next')} (J)`}
      />
    </div>
  );
}
