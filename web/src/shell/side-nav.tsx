import { Link } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { groupsOf, useCatalog } from '@/records/controller/use-catalog';
import { Shield } from '@/ui/brand';
import { Icon } from '@/ui/icon';
import { Failure } from '@/ui/states';
import { adminPlaces, homePlace, type Place } from './places';

export function SideNav({ collapsed, onCollapse }: { collapsed: boolean; onCollapse: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const { objects, error, refetch } = useCatalog();
  const Fold = collapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className="kd-nav" aria-label={t('shell.nav')}>
      <Link to="/" className="kd-nav-brand" aria-label={collapsed ? t('common.brand') : undefined}>
        <Shield />
        {!collapsed && (
          <>
            <b>{t('common.brand')}</b>
            <span>{session.organisation}</span>
          </>
        )}
      </Link>
      <div className="kd-nav-scroll">
        <ul>
          <PlaceLink place={homePlace} collapsed={collapsed} />
        </ul>
        {error && objects.length === 0 && <Failure error={error} retry={refetch} compact />}
        {groupsOf(objects).map((group) => (
          <section key={group.name}>
            <h2>{group.label}</h2>
            <ul>
              {group.objects.map((object) => (
                <li key={object.name}>
                  <Link
                    to="/r/$object"
                    params={{ object: object.name }}
                    className="kd-nav-link"
                    activeOptions={{ includeSearch: false }}
                    title={collapsed ? object.label : undefined}
                    aria-label={collapsed ? object.label : undefined}
                  >
                    <Icon name={object.icon} />
                    {!collapsed && object.label}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <section>
          <h2>{t('shell.admin')}</h2>
          <ul>
            {adminPlaces(session).map((place) => (
              <PlaceLink key={place.to} place={place} collapsed={collapsed} />
            ))}
          </ul>
        </section>
      </div>
      <button
        type="button"
        className="kd-nav-fold"
        onClick={onCollapse}
        aria-expanded={!collapsed}
        aria-label={t(collapsed ? 'shell.unfold' : 'shell.fold')}
      >
        <Fold size={16} strokeWidth={1.75} aria-hidden />
      </button>
    </nav>
  );
}

function PlaceLink({ place, collapsed }: { place: Place; collapsed: boolean }) {
  const { t } = useTranslation();
  const label = t(place.key);
  const Picture = place.icon;
  return (
    <li>
      <Link
        to={place.to}
        className="kd-nav-link"
        activeOptions={{ exact: true, includeSearch: false }}
        title={collapsed ? label : undefined}
        aria-label={collapsed ? label : undefined}
      >
        <Picture size={16} strokeWidth={1.75} aria-hidden />
        {!collapsed && label}
      </Link>
    </li>
  );
}
