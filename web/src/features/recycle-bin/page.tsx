import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { Recycle, Search, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { DeletedRecord, Page } from '@/api/types';
import { useCatalog } from '@/records/controller/use-catalog';
import { Older } from '@/ui/older';
import { Blank, Failure, Lines } from '@/ui/states';
import { useDebounced } from '@/ui/use-debounced';
import { useTitle } from '@/ui/use-title';
import { BinList } from './parts/bin-list';
import { RestoreBar } from './parts/restore-bar';
import { keyOf } from './parts/restoring';
import './recycle-bin.css';

const route = getRouteApi('/app/recycle-bin');

export function RecycleBinPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.recycleBin'));
  const search = route.useSearch();
  const { object, q = '' } = search;
  const navigate = useNavigate();
  const { objects } = useCatalog();
  const [typed, setTyped] = useState(q);
  const wanted = useDebounced(typed.trim());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const show = (next: typeof search) => navigate({ to: '/recycle-bin', search: next, replace: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed is put into the address
  useEffect(() => {
    if (wanted !== q) show({ object, q: wanted || undefined });
  }, [wanted]);
  const bin = useInfiniteQuery({
    queryKey: ['recycle-bin', object, q],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<DeletedRecord>>('/recycle-bin', { object, q: q || undefined, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
  });
  const items = bin.data?.pages.flatMap((page) => page.items) ?? [];
  // What is not shown any more is not chosen any more.
  const selected = items.filter((item) => chosen.has(keyOf(item)));
  const narrowed = q !== '' || object !== undefined;
  return (
    <div className="kd-page">
      <div className="kd-title-row kd-bin-head">
        <h1 className="kd-title-desk">{t('shell.page.recycleBin')}</h1>
        <span className="kd-grow" />
        <Input
          type="search"
          className="kd-bin-search"
          prefix={<Search size={14} className="kd-quiet" aria-hidden />}
          placeholder={t('recycleBin.search')}
          aria-label={t('recycleBin.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
        <Select
          className="kd-bin-object"
          aria-label={t('recycleBin.object')}
          placeholder={t('recycleBin.all')}
          value={object}
          onChange={(next?: string) => show({ object: next, q: wanted || undefined })}
          options={objects.map(({ name, label }) => ({ value: name, label }))}
          showSearch={{ optionFilterProp: 'label' }}
          allowClear
        />
      </div>
      <RestoreBar selected={selected} onClear={() => setChosen(new Set())} />
      <div className="kd-card" data-changing={bin.isPlaceholderData || undefined}>
        {bin.isPending && <Lines rows={8} />}
        {bin.error && items.length === 0 && <Failure error={bin.error} retry={bin.refetch} />}
        {bin.data && items.length === 0 && (
          <Blank
            icon={narrowed ? SearchX : Recycle}
            title={t(narrowed ? 'recycleBin.nothing' : 'recycleBin.empty')}
            actions={
              narrowed && (
                <Button
                  onClick={() => {
                    setTyped('');
                    show({});
                  }}
                >
                  {t('recycleBin.showAll')}
                </Button>
              )
            }
          >
            {t(narrowed ? 'recycleBin.nothingText' : 'recycleBin.emptyText')}
          </Blank>
        )}
        {items.length > 0 && <BinList items={items} chosen={chosen} onChoose={setChosen} />}
        <Older list={bin} label={t('recycleBin.older')} />
      </div>
    </div>
  );
}
