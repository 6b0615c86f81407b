import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { House, Plus, Search, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { can, groupsOf, useCatalog } from '@/records/controller/use-catalog';
import { Icon } from '@/ui/icon';

/** Goes to the box where something is written about the record; on a slow line it may not be there yet. */
function writeBelow(tries = 30) {
  const box = document.querySelector<HTMLTextAreaElement>('.kd-composer textarea');
  if (box) {
    box.scrollIntoView({ block: 'center', behavior: 'smooth' });
    box.focus({ preventScroll: true });
  } else if (tries > 0) setTimeout(writeBelow, 100, tries - 1);
}

/** A phone's navigation: the two lists that are opened most, and under the thumb the next thing to write. */
export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { objects } = useCatalog();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = groupsOf(objects).flatMap((group) => group.objects);
  const first = main[0];
  const [, area, name, id] = path.split('/');
  const here = objects.find((object) => area === 'r' && object.name === name);
  const follows = Boolean(
    id && here?.timeline && objects.some((one) => one.name === here.timeline && can(one, 'create')),
  );
  const creatable = here && can(here, 'create') ? here : main.find((object) => can(object, 'create'));
  const label = follows ? here?.timeline_label : creatable && t('records.create', { label: creatable.label });

  function write() {
    if (follows) writeBelow();
    else if (creatable)
      navigate({ to: '/r/$object', params: { object: creatable.name }, search: { new: true } });
  }
  return (
    <nav className="kd-bottom" aria-label={t('shell.nav')}>
      <Link to="/" className="kd-bottom-item" activeOptions={{ exact: true }}>
        <House size={19} strokeWidth={1.75} aria-hidden />
        {t('shell.page.home')}
      </Link>
      {first && (
        <Link
          to="/r/$object"
          params={{ object: first.name }}
          className="kd-bottom-item"
          activeOptions={{ includeSearch: false }}
        >
          <Icon name={first.icon} size={19} />
          {first.label}
        </Link>
      )}
      {label && (
        <button type="button" className="kd-bottom-item" onClick={write} aria-label={label}>
          <span className="kd-bottom-plus">
            <Plus size={18} aria-hidden />
          </span>
        </button>
      )}
      <button type="button" className="kd-bottom-item" onClick={onSearch}>
        <Search size={19} strokeWidth={1.75} aria-hidden />
        {t('shell.search.short')}
      </button>
      <Link to="/account" className="kd-bottom-item">
        <UserRound size={19} strokeWidth={1.75} aria-hidden />
        {t('shell.page.mine')}
      </Link>
    </nav>
  );
}
