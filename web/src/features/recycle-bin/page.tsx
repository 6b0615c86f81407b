import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { App, Button, Select } from 'antd';
import { Recycle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import type { DeletedRecord, Page } from '@/api/types';
import { moment } from '@/format/time';
import { useCatalog } from '@/records/controller/use-catalog';
import { useRestore } from '@/records/controller/use-one';
import { Older } from '@/ui/older';
import { Scroller } from '@/ui/scroller';
import { Blank, Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import '@/ui/panel.css';
import './recycle-bin.css';

const route = getRouteApi('/app/recycle-bin');

export function RecycleBinPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.recycleBin'));
  const { object } = route.useSearch();
  const navigate = useNavigate();
  const { objects } = useCatalog();
  const bin = useInfiniteQuery({
    queryKey: ['recycle-bin', object],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<DeletedRecord>>('/recycle-bin', { object, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
  });
  const items = bin.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="kd-page">
      <div className="kd-title-row kd-bin-head">
        <h1 className="kd-title-desk">{t('shell.page.recycleBin')}</h1>
        <span className="kd-grow" />
        <Select
          className="kd-bin-object"
          aria-label={t('recycleBin.object')}
          placeholder={t('recycleBin.all')}
          value={object}
          onChange={(next?: string) =>
            navigate({ to: '/recycle-bin', search: { object: next }, replace: true })
          }
          options={objects.map(({ name, label }) => ({ value: name, label }))}
          allowClear
        />
      </div>
      <div className="kd-card">
        {bin.isPending && <Lines rows={8} />}
        {bin.error && items.length === 0 && <Failure error={bin.error} retry={bin.refetch} />}
        {bin.data && items.length === 0 && (
          <Blank icon={Recycle} title={t('recycleBin.empty')}>
            {t('recycleBin.emptyText')}
          </Blank>
        )}
        {items.length > 0 && <BinTable items={items} />}
        <Older list={bin} label={t('recycleBin.older')} />
      </div>
    </div>
  );
}

function BinTable({ items }: { items: DeletedRecord[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { time_zone } = useSession();
  const { objects } = useCatalog();
  const restore = useRestore();
  const label = (name: string) => objects.find((one) => one.name === name)?.label ?? name;

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
  return (
    <Scroller className="kd-scroll-x" label={t('shell.page.recycleBin')}>
      <table className="kd-plain-table">
        <thead>
          <tr>
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
          {items.map((item) => (
            <tr key={`${item.object}.${item.id}`}>
              <td>{item.title}</td>
              <td className="kd-second">{label(item.object)}</td>
              <td className="kd-second">{item.deleted_by?.title ?? '—'}</td>
              <td className="kd-second">{moment(item.deleted_at, time_zone)}</td>
              <td className="kd-end">
                <Button
                  size="small"
                  onClick={() => back(item)}
                  loading={
                    restore.isPending &&
                    restore.variables.id === item.id &&
                    restore.variables.object === item.object
                  }
                  aria-label={t('recycleBin.restoreOf', { title: item.title })}
                >
                  {t('recycleBin.restore')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
