import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/icon';
import { Blank, Failure } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { found } from './matching';
import { type Entry, entriesOf, placeEntry } from './navigation';
import { accountPlace } from './places';
import { useNavigation } from './use-navigation';
import './everything-page.css';

/** All that one may go to, as a grid that can be searched: a phone's second level of navigation. */
export function EverythingPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.everything'));
  const [typed, setTyped] = useState('');
  const { business, admin, entries, shortcuts, error, refetch } = useNavigation();
  const own = placeEntry(accountPlace, t('shell.page.mine'), t);
  const sections = [
    { label: t('shell.pinned'), entries: shortcuts.pinned },
    { label: t('shell.recent'), entries: shortcuts.recent },
    ...business.map((domain) => ({ label: domain.label, entries: entriesOf([domain]) })),
    { label: admin.label, entries: entriesOf([admin]) },
    { label: t('shell.page.mine'), entries: [own] },
  ];
  const hits = typed.trim() ? found([...entries, own], typed) : undefined;
  return (
    <div className="kd-page kd-everything">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.everything')}</h1>
      </div>
      <Input
        type="search"
        size="large"
        prefix={<Search size={16} aria-hidden />}
        placeholder={t('shell.find')}
        aria-label={t('shell.find')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        allowClear
      />
      {error && <Failure error={error} retry={refetch} compact />}
      {hits?.length === 0 && (
        <Blank icon={SearchX} title={t('shell.search.none', { q: typed.trim() })} compact />
      )}
      {hits ? (
        <Grid label={t('shell.search.results')} entries={hits} />
      ) : (
        sections.map((section) => <Grid key={section.label} {...section} titled />)
      )}
    </div>
  );
}

function Grid({ label, entries, titled }: { label: string; entries: Entry[]; titled?: boolean }) {
  if (entries.length === 0) return null;
  return (
    <section className="kd-card" aria-label={label}>
      {titled && <h2>{label}</h2>}
      <ul>
        {entries.map((entry) => (
          <li key={entry.key}>
            <Link {...entry.target}>
              <Icon name={entry.icon} size={21} />
              <span>{entry.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
