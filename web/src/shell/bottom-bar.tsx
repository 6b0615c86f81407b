import { Link, useRouterState } from '@tanstack/react-router';
import { Badge } from 'antd';
import { Bell, House, LayoutGrid, Plus } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRunning, useJobs } from '@/api/jobs';
import { useUnread } from '@/api/notices';
import { can, headingOf, useCatalog } from '@/records/controller/use-catalog';
import { Icon } from '@/ui/icon';
import { Part } from '@/ui/part';
import { useDutyCount } from './duties';
import { useNavigation } from './use-navigation';

const CreateSheet = lazy(() => import('./create-sheet'));

/** Opens the sheet where something is written about the record; on a slow line its button may not be there yet. */
function writeBelow(tries = 30) {
  const box = document.querySelector<HTMLButtonElement>('.kd-composer-open');
  if (box) box.click();
  else if (tries > 0) setTimeout(writeBelow, 100, tries - 1);
}

/** A phone's navigation: what is opened most, what to write under the thumb, and the way to everything else. */
export function BottomBar() {
  const { t } = useTranslation();
  const { objects } = useCatalog();
  const [creating, setCreating] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { data: jobs } = useJobs();
  const waiting = useDutyCount() + useUnread() + (jobs ?? []).filter(isRunning).length;
  const { main } = useNavigation();
  const first = main[0];
  const creatable = main.filter((object) => can(object, 'create'));
  const [, area, name, id] = path.split('/');
  const here = area === 'r' && id ? objects.find((object) => object.name === name) : undefined;
  const written = objects.find((one) => one.name === here?.timeline && can(one, 'create'));
  const write = written && { label: here?.timeline_label ?? written.label, run: () => writeBelow() };
  return (
    <nav className="kd-bottom" aria-label={t('shell.nav')}>
      <Link to="/" className="kd-bottom-item" activeOptions={{ exact: true }}>
        <House size={19} strokeWidth={1.75} aria-hidden />
        {t('shell.page.today')}
      </Link>
      {first && (
        <Link
          to="/r/$object"
          params={{ object: first.name }}
          className="kd-bottom-item"
          activeOptions={{ includeSearch: false }}
        >
          <Icon name={first.icon} size={19} />
          {headingOf(first)}
        </Link>
      )}
      {(write || creatable.length > 0) && (
        <button
          type="button"
          className="kd-bottom-item"
          onClick={() => setCreating(true)}
          aria-label={t('shell.create')}
          aria-haspopup="dialog"
        >
          <span className="kd-bottom-plus">
            <Plus size={18} aria-hidden />
          </span>
        </button>
      )}
      <Link to="/messages" className="kd-bottom-item">
        <Badge count={waiting} size="small" color="#0f766e" aria-hidden>
          <Bell size={19} strokeWidth={1.75} />
        </Badge>
        {t('shell.page.messages')}
        {waiting > 0 && <span className="kd-hidden">{t('shell.waiting', { count: waiting })}</span>}
      </Link>
      <Link to="/everything" className="kd-bottom-item">
        <LayoutGrid size={19} strokeWidth={1.75} aria-hidden />
        {t('shell.page.everything')}
      </Link>
      <Part>
        {creating && <CreateSheet objects={creatable} write={write} onClose={() => setCreating(false)} />}
      </Part>
    </nav>
  );
}
