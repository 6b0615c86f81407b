import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { LockKeyhole, ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { AuditEvent, Page } from '@/api/types';
import { Older } from '@/ui/older';
import { Blank, Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { CheckpointPanel } from './parts/checkpoint-panel';
import { EventTable } from './parts/event-table';
import { AuditFilters } from './parts/filters';
import { type AuditSearch, asked } from './parts/search';
import './audit.css';

const route = getRouteApi('/app/audit');

export function AuditPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.audit'));
  const may = useMay('audit');
  const query = route.useSearch();
  const navigate = useNavigate();
  // Every choice is a step back in the browser, too.
  const setQuery = (search: AuditSearch) => navigate({ to: '/audit', search });
  const events = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEvent>>('/audit/events', { ...asked(query), cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
    enabled: may,
  });
  if (!may)
    return (
      <div className="kd-page">
        <div className="kd-card">
          <Blank page icon={LockKeyhole} title={t('audit.noRight.title')}>
            {t('audit.noRight.text')}
          </Blank>
        </div>
      </div>
    );
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="kd-page">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.audit')}</h1>
      </div>
      <p className="kd-second kd-audit-intro">{t('audit.intro')}</p>
      <CheckpointPanel />
      <AuditFilters query={query} onChange={setQuery} />
      <div className="kd-card" data-changing={events.isPlaceholderData || undefined}>
        {events.isPending && <Lines rows={12} />}
        {events.error && items.length === 0 && <Failure error={events.error} retry={events.refetch} />}
        {events.data && items.length === 0 && (
          <Blank icon={ScrollText} title={t('audit.empty')}>
            {t('audit.emptyText')}
          </Blank>
        )}
        {items.length > 0 && <EventTable events={items} />}
        <Older list={events} label={t('audit.older')} />
      </div>
    </div>
  );
}
