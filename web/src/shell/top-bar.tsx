import { useRouter, useRouterState } from '@tanstack/react-router';
import { ChevronLeft, CircleHelp, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { headingOf, useObject } from '@/records/controller/use-catalog';
import { isMac, Kbd } from '@/ui/kbd';
import { usePhone } from '@/ui/use-media';
import { AccountMenu } from './account-menu';
import { JobsMenu } from './jobs-menu';
import { NoticesMenu } from './notices-menu';

export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  if (phone) return <PhoneBar onSearch={onSearch} />;
  return (
    <header className="kd-top">
      <button type="button" className="kd-top-search" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <Search size={15} aria-hidden />
        <span>{t('shell.search.placeholder')}</span>
        <Kbd>{isMac ? '⌘ K' : 'Ctrl K'}</Kbd>
      </button>
      <span className="kd-grow" />
      <JobsMenu />
      <NoticesMenu />
      <button
        type="button"
        className="kd-icon-button"
        onClick={onHelp}
        aria-label={t('shell.help.title')}
        title={t('shell.help.title')}
      >
        <CircleHelp size={18} strokeWidth={1.75} aria-hidden />
      </button>
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}

const titles: Record<string, string> = {
  '/': 'shell.page.today',
  '/messages': 'shell.page.messages',
  '/everything': 'shell.page.everything',
  '/people': 'shell.page.people',
  '/access': 'shell.page.access',
  '/audit': 'shell.page.audit',
  '/recycle-bin': 'shell.page.recycleBin',
  '/account': 'shell.page.account',
  '/settings': 'shell.page.settings',
};

function PhoneBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [, area, name, id] = path.split('/');
  const object = useObject(area === 'r' ? name : undefined);
  const key = titles[path];
  // A link from elsewhere opens a record as the first page of the visit: then Back is the way to its list.
  const back = () =>
    router.history.canGoBack()
      ? router.history.back()
      : router.navigate({ to: '/r/$object', params: { object: name ?? '' }, replace: true });
  return (
    <header className="kd-top">
      {id && (
        <button type="button" className="kd-icon-button" onClick={back} aria-label={t('shell.back')}>
          <ChevronLeft size={20} aria-hidden />
        </button>
      )}
      <span className="kd-top-title">
        {object ? (id ? object.label : headingOf(object)) : key ? t(key) : t('common.brand')}
      </span>
      <button
        type="button"
        className="kd-icon-button"
        onClick={onSearch}
        aria-label={t('shell.search.title')}
      >
        <Search size={19} strokeWidth={1.75} aria-hidden />
      </button>
    </header>
  );
}
