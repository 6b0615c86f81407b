import { Link } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { CompanyLogo } from '@/ui/brand';
import { Icon } from '@/ui/icon';
import { NavPanel } from './nav-panel';
import { ADMIN, entriesOf, type NavDomain, onlyOf } from './navigation';
import { homePlace } from './places';
import { useHere, useNavigation } from './use-navigation';

/** Two levels: a rail of domains, and beside it what is in the chosen one. Collapsed, the second level opens over the page. */
export function SideNav({ collapsed, onCollapse }: { collapsed: boolean; onCollapse: () => void }) {
  const { t } = useTranslation();
  const { business, admin } = useNavigation();
  const here = useHere();
  const { logo, organisation } = useSession();
  const panel = useId();
  const nav = useRef<HTMLElement>(null);
  const domains = [...business, admin];
  const current = domains.find((domain) => entriesOf([domain]).some(({ key }) => key === here));
  const [chosen, setChosen] = useState(current?.name);
  const [floats, setFloats] = useState(false);
  const domain = domains.find(({ name }) => name === chosen) ?? business[0] ?? admin;
  const open = !collapsed || floats;

  // Where one has come to, however one came there, is what the panel shows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page of the same domain closes it, too.
  useEffect(() => {
    if (current) setChosen(current.name);
    setFloats(false);
  }, [here, current?.name]);
  useEffect(() => {
    if (!floats) return;
    // What has opened over the page is what one goes on with.
    nav.current?.querySelector<HTMLElement>('.kd-nav-panel a')?.focus();
    const away = ({ target }: PointerEvent) => !nav.current?.contains(target as Node) && setFloats(false);
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, [floats]);

  function choose(name: string) {
    setFloats(collapsed && !(floats && name === domain.name));
    setChosen(name);
  }
  function keys(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !floats) return;
    event.stopPropagation();
    setFloats(false);
    nav.current?.querySelector<HTMLElement>('.kd-rail-item[aria-expanded="true"]')?.focus();
  }
  const blurred = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !nav.current?.contains(relatedTarget)) setFloats(false);
  };
  const item = (one: NavDomain) => (
    <RailItem
      key={one.name}
      domain={one}
      panel={panel}
      here={one === current}
      open={open && one === domain}
      onChoose={() => choose(one.name)}
    />
  );
  const Fold = collapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className="kd-nav" aria-label={t('shell.nav')} ref={nav} onKeyDown={keys} onBlur={blurred}>
      <div className="kd-rail">
        <Link to="/" className="kd-rail-brand" aria-label={t('common.brand')} tabIndex={-1}>
          <CompanyLogo logo={logo} name={organisation} />
        </Link>
        <ul className="kd-rail-scroll">
          <li>
            <Link
              to="/"
              className="kd-rail-item"
              title={t('shell.page.home')}
              data-here={here === '' || undefined}
              activeOptions={{ exact: true }}
            >
              <Icon name={homePlace.icon} size={19} />
              <span>{t('shell.page.home')}</span>
            </Link>
          </li>
          {business.map(item)}
          {item(admin)}
        </ul>
        <button
          type="button"
          className="kd-rail-fold"
          onClick={onCollapse}
          aria-expanded={!collapsed}
          aria-label={t(collapsed ? 'shell.unfold' : 'shell.fold')}
          title={t(collapsed ? 'shell.unfold' : 'shell.fold')}
        >
          <Fold size={16} strokeWidth={1.75} aria-hidden />
        </button>
      </div>
      {open && <NavPanel domain={domain} id={panel} floating={collapsed} />}
    </nav>
  );
}

type RailProps = { domain: NavDomain; panel: string; here: boolean; open: boolean; onChoose: () => void };

/** A domain with one entry leads straight there, and is called so. */
function RailItem({ domain, panel, here, open, onChoose }: RailProps) {
  const only = onlyOf(domain);
  const { label, icon } = only ?? domain;
  const shared = {
    className: 'kd-rail-item',
    title: label,
    'data-here': here || undefined,
    'data-admin': domain.name === ADMIN || undefined,
    children: (
      <>
        <Icon name={icon} size={19} />
        <span>{label}</span>
      </>
    ),
  };
  return (
    <li>
      {only ? (
        <Link {...only.target} {...shared} />
      ) : (
        <button
          type="button"
          {...shared}
          data-open={open || undefined}
          aria-expanded={open}
          aria-controls={open ? panel : undefined}
          onClick={onChoose}
        />
      )}
    </li>
  );
}
