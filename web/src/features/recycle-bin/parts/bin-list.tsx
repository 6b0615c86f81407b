import { useNavigate } from '@tanstack/react-router';
import { App, Button, Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { DeletedRecord } from '@/api/types';
import { moment } from '@/format/time';
import { useCatalog } from '@/records/controller/use-catalog';
import { useRestore } from '@/records/controller/use-one';
import { Scroller } from '@/ui/scroller';
import { usePhone } from '@/ui/use-media';
import { keyOf } from './restoring';
import '@/ui/panel.css';

type Props = {
  items: DeletedRecord[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
};

/** Rows on a desk, cards on a phone. */
export function BinList(props: Props) {
  return usePhone() ? <Cards {...props} /> : <Rows {...props} />;
}

function useBack() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const restore = useRestore();
  async function back({ object, id, title }: DeletedRecord) {
    try {
      await restore.mutateAsync({ object, id });
      message.success(
        <>
          {t('recycleBin.restored', { title })} {/* No router link: messages are drawn outside the router. */}
          <Button
            type="link"
            size="small"
            onClick={() => navigate({ to: '/r/$object/$id', params: { object, id } })}
          >
            {t('recycleBin.open')}
          </Button>
        </>,
      );
    } catch (error) {
      message.error(asProblem(error).words());
    }
  }
  const isBusy = ({ object, id }: DeletedRecord) =>
    restore.isPending && restore.variables.id === id && restore.variables.object === object;
  return { back, isBusy };
}

function Restore({ item, back, isBusy }: { item: DeletedRecord } & ReturnType<typeof useBack>) {
  const { t } = useTranslation();
  return (
    <Button
      size="small"
      onClick={() => back(item)}
      loading={isBusy(item)}
      aria-label={t('recycleBin.restoreOf', { title: item.title })}
    >
      {t('recycleBin.restore')}
    </Button>
  );
}

function Choose({ item, chosen, onChoose }: Omit<Props, 'items'> & { item: DeletedRecord }) {
  const { t } = useTranslation();
  const key = keyOf(item);
  return (
    <Checkbox
      checked={chosen.has(key)}
      aria-label={t('recycleBin.choose', { title: item.title })}
      onChange={({ target }) => {
        const next = new Set(chosen);
        if (target.checked) next.add(key);
        else next.delete(key);
        onChoose(next);
      }}
    />
  );
}

/** All that are shown, or none of them. */
function ChooseAll({ items, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const count = items.filter((item) => chosen.has(keyOf(item))).length;
  return (
    <Checkbox
      checked={count === items.length}
      indeterminate={count > 0 && count < items.length}
      aria-label={t('recycleBin.chooseAll')}
      onChange={({ target }) => onChoose(new Set(target.checked ? items.map(keyOf) : []))}
    />
  );
}

function useLabel() {
  const { objects } = useCatalog();
  return (name: string) => objects.find((one) => one.name === name)?.label ?? name;
}

function Rows(props: Props) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const label = useLabel();
  const back = useBack();
  return (
    <Scroller className="kd-scroll-x" label={t('shell.page.recycleBin')}>
      <table className="kd-plain-table">
        <thead>
          <tr>
            <th scope="col">
              <ChooseAll {...props} />
            </th>
            <th scope="col">{t('recycleBin.title')}</th>
            <th scope="col">{t('recycleBin.object')}</th>
            <th scope="col">{t('recycleBin.by')}</th>
            <th scope="col">{t('recycleBin.at')}</th>
            <th scope="col">
              <span className="kd-hidden">{t('recycleBin.restore')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((item) => (
            <tr key={keyOf(item)}>
              <td>
                <Choose item={item} {...props} />
              </td>
              <td>{item.title}</td>
              <td className="kd-second">{label(item.object)}</td>
              <td className="kd-second">{item.deleted_by?.title ?? '—'}</td>
              <td className="kd-second">{moment(item.deleted_at, time_zone)}</td>
              <td className="kd-end">
                <Restore item={item} {...back} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Cards(props: Props) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const label = useLabel();
  const back = useBack();
  return (
    <ul className="kd-bin-cards" aria-label={t('shell.page.recycleBin')}>
      <li className="kd-bin-all">
        <ChooseAll {...props} />
        <span aria-hidden>{t('recycleBin.chooseAll')}</span>
      </li>
      {props.items.map((item) => (
        <li key={keyOf(item)}>
          <Choose item={item} {...props} />
          <div>
            <p className="kd-bin-title">{item.title}</p>
            <p className="kd-second">
              {[label(item.object), item.deleted_by?.title, moment(item.deleted_at, time_zone)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          <Restore item={item} {...back} />
        </li>
      ))}
    </ul>
  );
}
