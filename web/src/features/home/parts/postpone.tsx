import { App, Button, DatePicker, Dropdown } from 'antd';
import type { Dayjs } from 'dayjs';
import { Clock3 } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { RecordRow } from '@/api/types';
import { briefMoment, fromWall, toWall } from '@/format/time';
import { usePatch } from '@/records/controller/use-one';
import { titleOf } from '@/records/controller/values';
import { Dialog } from '@/ui/dialog';
import { Part } from '@/ui/part';
import { usePhone } from '@/ui/use-media';
import { useOnce } from '@/ui/use-once';
import { type Delay, delayed, delaysAt } from './agenda-times';
import type { HomeObject } from './home-object';

// A month on the whole of a phone's screen; at the desk the calendar opens below its field.
const DaySheet = lazy(() => import('@/records/kinds/parts/day-sheet'));

type Props = { home: HomeObject; row: RecordRow };

/** Puts a contact off, and back again from the notice. */
export function Postpone({ home: { object, next }, row }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { time_zone: zone } = useSession();
  const patch = usePatch(object.name);
  const once = useOnce();
  const phone = usePhone();
  const [picking, setPicking] = useState(false);
  const due = String(row[next.name]);
  const title = titleOf(row, object.title);

  async function move(at: string) {
    try {
      const saved = await patch.mutateAsync({ row, change: { [next.name]: at } });
      const key = `postponed-${row.id}`;
      const back = () =>
        once(async () => {
          message.destroy(key);
          await patch
            .mutateAsync({ row: { ...row, ...saved }, change: { [next.name]: due } })
            .then(() => message.success(t('home.agenda.putBack', { title })))
            .catch((failed) => message.error(asProblem(failed).words()));
        });
      message.open({
        key,
        type: 'success',
        duration: 8,
        content: (
          <span className="kd-message-act">
            {t('home.agenda.postponed', { title, when: briefMoment(at, zone) })}
            <Button type="link" size="small" onClick={back}>
              {t('common.undo')}
            </Button>
          </span>
        ),
      });
    } catch (failed) {
      message.error(asProblem(failed).words());
    }
  }
  const items = [
    ...delaysAt(zone, new Date()).map((delay) => ({ key: delay, label: t(`home.agenda.delay.${delay}`) })),
    { type: 'divider' as const },
    { key: 'pick', label: t('home.agenda.delay.pick') },
  ];
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items,
          onClick: ({ key }) => {
            if (key === 'pick') setPicking(true);
            else void once(() => move(delayed(due, key as Delay, zone, new Date())));
          },
        }}
      >
        <Button
          size="small"
          type="text"
          icon={<Clock3 size={15} aria-hidden />}
          loading={patch.isPending}
          aria-label={t('home.agenda.postponeOf', { title })}
          title={t('home.agenda.postpone')}
        />
      </Dropdown>
      {picking && phone && (
        <Part>
          <DaySheet
            title={t('home.agenda.postponeOf', { title })}
            value={toWall(due, zone)}
            timed
            required
            onPick={(wall) => wall && once(() => move(fromWall(wall, zone)))}
            onClose={() => setPicking(false)}
          />
        </Part>
      )}
      {picking && !phone && (
        <Pick
          title={title}
          due={toWall(due, zone)}
          onPick={(wall) => {
            setPicking(false);
            void once(() => move(fromWall(wall, zone)));
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}

function Pick({
  title,
  due,
  onPick,
  onClose,
}: {
  title: string;
  due: Dayjs;
  onPick: (wall: Dayjs) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [wall, setWall] = useState<Dayjs | null>(due);
  return (
    <Dialog
      open
      title={t('home.agenda.postponeOf', { title })}
      okText={t('home.agenda.postpone')}
      okButtonProps={{ disabled: wall === null }}
      onOk={() => wall && onPick(wall)}
      onCancel={onClose}
      width={380}
    >
      <DatePicker
        value={wall}
        onChange={setWall}
        showTime={{ format: 'HH:mm', minuteStep: 15 }}
        format="YYYY-MM-DD HH:mm"
        inputReadOnly
        allowClear={false}
        needConfirm={false}
        className="kd-wide"
        aria-label={t('home.agenda.when')}
      />
    </Dialog>
  );
}
