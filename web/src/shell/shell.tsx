import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEmergencyAsking } from '@/api/emergency';
import { useSavePreferences, useSession } from '@/api/session';
import { endEarly, typedEarly } from '@/ui/early-keys';
import { Part } from '@/ui/part';
import { Lines } from '@/ui/states';
import { useHotkeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import { AskUndo, type UndoAsked } from '@/undo/ask';
import { BottomBar } from './bottom-bar';
import { ConnectionBar } from './connection-bar';
import { DiskFull } from './disk-full';
import { Duties } from './duties';
import { EmergencyBar } from './emergency-bar';
import { ModuleOff } from './module-off';
import { Palette } from './palette';
import { useAsking } from './session-over';
import { SideNav } from './side-nav';
import { TopBar } from './top-bar';
import { useJobNotices } from './use-job-notices';
import { useRecentVisits } from './use-navigation';
import './shell.css';

const AfterCall = lazy(() => import('./after-call'));
const EmergencyAsk = lazy(() => import('./emergency-ask'));
const ShortcutsHelp = lazy(() => import('./shortcuts-help'));
const SignInAgain = lazy(() => import('./sign-in-again'));
const UndoDialog = lazy(() => import('@/undo/undo-dialog'));

export function Shell() {
  const { t } = useTranslation();
  const phone = usePhone();
  const { preferences } = useSession();
  const { mutate: savePreferences } = useSavePreferences();
  // What the palette begins with, where it is open.
  const [searching, setSearching] = useState(typedEarly);
  useEffect(endEarly, []);
  const [helping, setHelping] = useState(false);
  const collapsed = preferences.nav_collapsed ?? false;
  const asking = useAsking();
  const inNeed = useEmergencyAsking();
  const [undoing, setUndoing] = useState<UndoAsked>();
  useJobNotices(setUndoing);
  useRecentVisits();
  const search = () => setSearching('');
  const endSearch = () => setSearching(undefined);
  useHotkeys({ 'mod+k': searching === undefined ? search : endSearch }, { above: true });
  useHotkeys({ '?': () => setHelping(true) });
  return (
    <AskUndo value={setUndoing}>
      <div className="kd-shell" data-collapsed={collapsed || undefined}>
        <a href="#main" className="kd-skip">
          {t('shell.skip')}
        </a>
        {!phone && (
          <SideNav collapsed={collapsed} onCollapse={() => savePreferences({ nav_collapsed: !collapsed })} />
        )}
        <div className="kd-stage">
          <TopBar onSearch={search} onHelp={() => setHelping(true)} />
          <ConnectionBar />
          <EmergencyBar />
          <DiskFull />
          <ModuleOff />
          {!phone && <Duties />}
          <main id="main" className="kd-main" tabIndex={-1}>
            <Suspense fallback={<Lines rows={8} />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        {phone && <BottomBar />}
        <section id="popups" aria-label={t('shell.popups')} />
        {searching !== undefined && (
          <Palette start={searching} onClose={endSearch} onHelp={() => setHelping(true)} />
        )}
        <Part>{helping && <ShortcutsHelp onClose={() => setHelping(false)} />}</Part>
        <Part>
          {undoing && (
            <UndoDialog
              key={undoing.operation}
              asked={undoing}
              onAsk={setUndoing}
              onClose={() => setUndoing(undefined)}
            />
          )}
        </Part>
        <Part fallback={null}>{phone && <AfterCall />}</Part>
        <Part>{asking && <SignInAgain />}</Part>
        <Part>{inNeed && <EmergencyAsk />}</Part>
      </div>
    </AskUndo>
  );
}
