import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { Pin, PinOff, Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/icon';
import { found } from '@/ui/matching';
import { Blank, Failure } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { type Entry, entriesOf, placeEntry } from './navigation';
import { accountPlace, messagesPlace } from './places';
import { useNavigation, usePin } from './use-navigation';
import './everything-page.css';

/** All that one may go to, as a grid that can be searched: a phone's second level of navigation. */
export function EverythingPage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.everything'));
  const [typed, setTyped] = useState('');
  const [pinning, setPinning] = useState(false);
  const { business, admin, entries, shortcuts, error, refetch } = useNavigation();
  // What is one's own stands in the bar or behind the name anyway, and is not pinned.
  const own = (pinning ? [] : [messagesPlace, accountPlace]).map((place) =>
    placeEntry(place, t('shell.page.mine'), t),
  );
  const sections = [
    { label: t('shell.pinned'), entries: shortcuts.pinned },
    { label: t('shell.recent'), entries: shortcuts.recent },
    ...business.map((domain) => ({ label: domain.label, entries: entriesOf([domain]) })),
    { label: admin.label, entries: entriesOf([admin]) },
    { label: t('shell.page.mine'), entries: own },
  ];
  const hits = typed.trim() ? found([...entries, ...own], typed) : undefined;
  return (
    <div className="kd-page kd-everything">
      <div className="kd-title-row">
        <h1 className="kd-title-desk">{t('shell.page.everything')}</h1>
      </div>
      <div className="kd-everything-find">
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
        <Button
          size="large"
          icon={<Pin size={15} aria-hidden />}
          aria-pressed={pinning}
          onClick={() => setPinning((now) => !now)}
        >
          {t(pinning ? 'common.done' : 'shell.choosePins')}
        </Button>
      </div>
      {error && <Failure error={error} retry={refetch} compact />}
      {hits?.length === 0 && (
        <Blank icon={SearchX} title={t('shell.search.none', { q: typed.trim() })} compact />
      )}
      {hits ? (
        <Grid label={t('shell.search.results')} entries={hits} pinning={pinning} />
      ) : (
        sections.map((section) => <Grid key={section.label} {...section} pinning={pinning} titled />)
      )}
    </div>
  );
}

type GridProps = {
  label: string;
  entries: Entry[];
  titled?: boolean;
  /** A touch then pins an entry instead of opening it. */
  pinning: boolean;
};

function Grid({ label, entries, titled, pinning }: GridProps) {
  if (entries.length === 0) return null;
  return (
    <section className="kd-card" aria-label={label}>
      {titled && <h2>{label}</h2>}
      <ul>
        {entries.map((entry) => (
          <li key={entry.key}>
            {pinning ? (
              <PinTile entry={entry} />
            ) : (
              <Link {...entry.target}>
                <Icon name={entry.icon} size={21} />
                <span>{entry.label}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function PinTile({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const { isPinned, toggle } = usePin();
  const pinned = isPinned(entry.key);
  const Picture = pinned ? PinOff : Pin;
  return (
    <button
      type="button"
      data-pinned={pinned || undefined}
      aria-label={t(pinned ? 'shell.unpin' : 'shell.pin', { label: entry.label })}
      onClick={() => toggle(entry.key)}
    >
      <Icon name={entry.icon} size={21} />
      <span>{entry.label}</span>
      <Picture size={13} className="kd-tile-pin" aria-hidden />
    </button>
  );
}
