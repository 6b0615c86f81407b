import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { Failure } from '@/ui/states';
import { NavEntry } from './nav-entry';
import type { Entry, NavDomain } from './navigation';
import { useHere, useNavigation } from './use-navigation';

/** The second level: what is kept on top, then everything of one domain. */
export function NavPanel({ domain, id, floating }: { domain?: NavDomain; id: string; floating: boolean }) {
  const { t } = useTranslation();
  const { organisation } = useSession();
  const { shortcuts, error, refetch } = useNavigation();
  const several = (domain?.groups.length ?? 0) > 1;
  return (
    <div className="kd-nav-panel" id={id} data-floating={floating || undefined}>
      <div className="kd-nav-title">
        <b>{t('common.brand')}</b>
        <span>{organisation}</span>
      </div>
      <div className="kd-nav-scroll">
        <Section label={t('shell.pinned')} entries={shortcuts.pinned} />
        <Section label={t('shell.recent')} entries={shortcuts.recent} />
        {error && !domain && <Failure error={error} retry={refetch} compact />}
        {several && <p className="kd-nav-domain">{domain?.label}</p>}
        {domain?.groups.map((group) => (
          <Section key={group.name} label={several ? group.label : domain.label} entries={group.entries} />
        ))}
      </div>
    </div>
  );
}

function Section({ label, entries }: { label: string; entries: Entry[] }) {
  const here = useHere();
  if (entries.length === 0) return null;
  return (
    <section aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {entries.map((entry) => (
          <NavEntry key={entry.key} entry={entry} here={entry.key === here} />
        ))}
      </ul>
    </section>
  );
}
