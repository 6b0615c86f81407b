import { Link } from '@tanstack/react-router';
import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/icon';
import type { Entry } from './navigation';
import { usePin } from './use-navigation';

/** One line of the panel, with the pin that keeps it on top. */
export function NavEntry({ entry, here }: { entry: Entry; here: boolean }) {
  const { t } = useTranslation();
  const { isPinned, toggle } = usePin();
  const pinned = isPinned(entry.key);
  const label = t(pinned ? 'shell.unpin' : 'shell.pin', { label: entry.label });
  const Picture = pinned ? PinOff : Pin;
  return (
    <li className="kd-nav-entry">
      <Link
        {...entry.target}
        className="kd-nav-link"
        data-here={here || undefined}
        activeProps={{}}
        aria-current={here ? 'page' : undefined}
      >
        <Icon name={entry.icon} />
        <span className="kd-cut">{entry.label}</span>
      </Link>
      <button
        type="button"
        className="kd-nav-pin"
        onClick={() => toggle(entry.key)}
        aria-label={label}
        title={label}
      >
        <Picture size={13} strokeWidth={1.75} aria-hidden />
      </button>
    </li>
  );
}
