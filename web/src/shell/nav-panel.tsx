import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { Failure } from '@/ui/states';
import { NavEntry } from './nav-entry';
import { type Entry, entriesOf, type NavDomain } from './navigation';
import { useHere, useNavigation } from './use-navigation';

/** The second level: what is kept on top, then everything of one domain. */
export function NavPanel({ domain, id, floating }: { domain?: NavDomain; id: string; floating: boolean }) {
  const { t } = useTranslation();
  const { organisation } = useSession();
  const { shortcuts, error, refetch } = useNavigation();
  const here = useHere();
  const own = domain ? entriesOf([domain]) : [];
  // What stands below anyway is not said twice.
  const recent = shortcuts.recent.filter(({ key }) => !own.some((entry) => entry.key === key));
  const below = own.some(({ key }) => key === here);
  const several = (domain?.groups.length ?? 0) > 1;
  return (
    <div className="kd-nav-panel" id={id} data-floating={floating || undefined}>
      <div className="kd-nav-title">
        <b>{t('common.brand')}</b>
        <span>{organisation}</span>
      </div>
      <div className="kd-nav-scroll">
        <Section label={t('shell.pinned')} entries={shortcuts.pinned} here={below ? '' : here} />
        <Section label={t('shell.recent')} entries={recent} here={here} />
        {error && !domain && <Failure error={error} retry={refetch} compact />}
        {several && <p className="kd-nav-domain">{domain?.label}</p>}
        {domain?.groups.map((group) => (
          <Section
            key={group.name}
            label={several ? group.label : domain.label}
            entries={group.entries}
            here={here}
          />
        ))}
      </div>
    </div>
  );
}

function Section({ label, entries, here }: { label: string; entries: Entry[]; here: string }) {
  if (entries.length === 0) return null;
  return (
    <div>
      <h2>{label}</h2>
      <ul>
        {entries.map((entry) => (
          <NavEntry key={entry.key} entry={entry} here={entry.key === here} />
        ))}
      </ul>
    </div>
  );
}
