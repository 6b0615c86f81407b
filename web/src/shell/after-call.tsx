import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Button } from 'antd';
import { MessageSquareText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { type Call, forgetCall, useEndedCall } from '@/records/controller/after-call';
import { can, fieldOf, useCatalog } from '@/records/controller/use-catalog';
import { Sheet } from '@/ui/sheet';
import './after-call.css';

/** Where what was said is written: at the record itself, or at that on which it hangs. */
function placeOf(call: Call, objects: ObjectInfo[]) {
  const object = objects.find(({ name }) => name === call.object);
  const writes = (at: ObjectInfo | undefined) =>
    objects.some((written) => written.name === at?.timeline && can(written, 'create'));
  if (object && writes(object)) return { object, id: call.id, write: 'record' };
  const link = object?.parent ? fieldOf(object, object.parent) : undefined;
  const above = objects.find(({ name }) => name === link?.target);
  if (!above || !call.above || !writes(above)) return undefined;
  return { object: above, id: call.above, write: `${call.object}.${call.id}` };
}

/** After a call: what was said is written down while one still knows it. */
export default function AfterCall() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { objects } = useCatalog();
  const call = useEndedCall();
  const place = call && placeOf(call, objects);
  if (!place) return null;
  const label = place.object.timeline_label ?? t('records.timeline.title');
  return (
    <Sheet open low title={t('shell.afterCall.title')} onClose={forgetCall}>
      <p className="kd-second">{t('shell.afterCall.text')}</p>
      <div className="kd-after-call">
        <Button onClick={forgetCall}>{t('shell.afterCall.no')}</Button>
        <Button
          type="primary"
          icon={<MessageSquareText size={16} aria-hidden />}
          onClick={() => {
            forgetCall();
            navigate({
              to: '/r/$object/$id',
              params: { object: place.object.name, id: place.id },
              search: { write: place.write },
              replace: path === `/r/${place.object.name}/${place.id}`,
            });
          }}
        >
          {label}
        </Button>
      </div>
    </Sheet>
  );
}
