// All pages on one screen. Each is its own chunk, so that the first paint carries only the shell.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { bootSession } from './api/boot';
import { asProblem } from './api/client';
import { whenBack, whenReached } from './api/connection';
import type { AuditSearch } from './features/audit/parts/search';
import { setLocale } from './i18n';
import { asClauses, type ListSearch } from './records/controller/filter';
import { Broken, Lost } from './shell/fallbacks';
import { watchSession } from './shell/session-over';
import { useBackLayers } from './ui/use-back-closes';
import { useLeaveGuard } from './ui/use-guard';

type Context = { queries: QueryClient };

function Root() {
  useLeaveGuard();
  useBackLayers();
  return <Outlet />;
}

const root = createRootRouteWithContext<Context>()({ component: Root, notFoundComponent: Lost });

const text = (value: unknown) =>
  value === undefined || value === null || value === '' ? undefined : String(value);

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
  component: lazyRouteComponent(() => whenReached(() => import('./features/session/page')), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search): { token?: string } => ({ token: text(search.token) }),
  component: lazyRouteComponent(() => whenReached(() => import('./features/setup/page')), 'SetupPage'),
});

/** The token stands behind the #, which no server is told. */
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  component: lazyRouteComponent(() => whenReached(() => import('./features/invite/page')), 'InvitePage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await bootSession(context.queries);
      if (session.preferences.locale) await setLocale(session.preferences.locale);
    } catch (error) {
      if (asProblem(error).status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } });
    }
  },
  component: lazyRouteComponent(() => whenReached(() => import('./shell/shell')), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => whenReached(() => import('./features/home/page')), 'HomePage'),
});

const list = createRoute({
  getParentRoute: () => app,
  path: '/r/$object',
  validateSearch: (search): ListSearch & { new?: boolean } => ({
    view: text(search.view),
    q: text(search.q),
    sort: text(search.sort),
    filter: Array.isArray(search.filter) ? asClauses(search.filter) : undefined,
    preview: search.preview ? true : undefined,
    new: search.new ? true : undefined,
  }),
  component: lazyRouteComponent(() => whenReached(() => import('./records/views/list-route')), 'ListRoute'),
});

const record = createRoute({
  getParentRoute: () => app,
  path: '/r/$object/$id',
  // What hangs on it: the tab that is open, `contact.customer`, and what is open beside it, `contact.12`. Whoever comes to write says
  // so, with whom they spoke: `contact.12`, or of nobody in particular: `record`.
  validateSearch: (search): { tab?: string; beside?: string; write?: string } => ({
    tab: text(search.tab),
    beside: text(search.beside),
    write: text(search.write),
  }),
  component: lazyRouteComponent(
    () => whenReached(() => import('./records/views/record-route')),
    'RecordRoute',
  ),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: (search): AuditSearch => ({
    kind: text(search.kind),
    user: text(search.user),
    outcome: text(search.outcome),
    object: text(search.object),
    record: text(search.record),
    from: text(search.from),
    to: text(search.to),
  }),
  component: lazyRouteComponent(() => whenReached(() => import('./features/audit/page')), 'AuditPage'),
});

const people = createRoute({
  getParentRoute: () => app,
  path: '/people',
  // Whose data are open, and on whom there is a weekly report.
  validateSearch: (search): { person?: string; report?: string } => ({
    person: text(search.person),
    report: text(search.report),
  }),
  component: lazyRouteComponent(() => whenReached(() => import('./features/people/page')), 'PeoplePage'),
});

const access = createRoute({
  getParentRoute: () => app,
  path: '/access',
  validateSearch: (search): { tab?: string } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => whenReached(() => import('./features/access/page')), 'AccessPage'),
});

const recycleBin = createRoute({
  getParentRoute: () => app,
  path: '/recycle-bin',
  validateSearch: (search): { object?: string; q?: string } => ({
    object: text(search.object),
    q: text(search.q),
  }),
  component: lazyRouteComponent(
    () => whenReached(() => import('./features/recycle-bin/page')),
    'RecycleBinPage',
  ),
});

const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => whenReached(() => import('./features/account/page')), 'AccountPage'),
});

const messages = createRoute({
  getParentRoute: () => app,
  path: '/messages',
  validateSearch: (search): { unread?: true; kind?: string } => ({
    unread: search.unread ? true : undefined,
    kind: text(search.kind),
  }),
  component: lazyRouteComponent(() => whenReached(() => import('./shell/messages-page')), 'MessagesPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => whenReached(() => import('./features/settings/page')), 'SettingsPage'),
});

/** An address that leads nowhere: what is around the page stays. */
const lost = createRoute({ getParentRoute: () => app, path: '$', component: Lost });

const everything = createRoute({
  getParentRoute: () => app,
  path: '/everything',
  component: lazyRouteComponent(() => whenReached(() => import('./shell/everything-page')), 'EverythingPage'),
});

const tree = root.addChildren([
  signIn,
  setup,
  invite,
  app.addChildren([
    home,
    list,
    record,
    audit,
    people,
    access,
    recycleBin,
    account,
    settings,
    messages,
    everything,
    lost,
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
    // The page and its table scroll, not the window.
    scrollToTopSelectors: ['#main', '.kd-table'],
  });
  watchSession(router);
  // What failed meanwhile, and what may have changed, is asked for again.
  whenBack(() => {
    void queries.invalidateQueries();
    if (router.state.matches.some(({ status }) => status === 'error')) void router.invalidate();
  });
  return router;
}
