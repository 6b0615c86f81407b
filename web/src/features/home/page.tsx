import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useOverview } from '@/api/overview';
import { useSession } from '@/api/session';
import { useCatalog } from '@/records/controller/use-catalog';
import { Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { useToday } from '@/ui/use-today';
import { Agenda } from './parts/agenda';
import { Attention } from './parts/attention';
import { Figures, StateBars } from './parts/figures';
import { FirstSteps } from './parts/first-steps';
import { type HomeObject, homeObject } from './parts/home-object';
import { type HomeRole, homeRole } from './parts/home-role';
import { NoRole } from './parts/no-role';
import { Office } from './parts/office';
import { RecentWriting } from './parts/recent-writing';
import { RecentlyChanged } from './parts/recently-changed';
import { ShareRequests } from './parts/share-requests';
import { Team } from './parts/team';
import { useTeam } from './parts/use-team';
import './home.css';

/** The first page of the day; what it shows follows from what somebody answers for. */
export function HomePage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.home'));
  const session = useSession();
  const { objects, ready, error, refetch } = useCatalog();
  const role = homeRole(session);
  const home = homeObject(objects);
  const today = dayjs(useToday(session.time_zone)).toDate();
  const date = today.toLocaleDateString(t('home.locale'), { month: 'long', day: 'numeric', weekday: 'long' });
  return (
    <div className="kd-page">
      <div className="kd-home-head">
        <h1>{t('home.hello', { name: session.user.name })}</h1>
        <span className="kd-quiet">{date}</span>
      </div>
      {error && <Failure error={error} retry={refetch} />}
      {!ready && !error && <Lines rows={8} />}
      {ready && role.none && <NoRole />}
      {ready && !role.none && (
        <div className="kd-home">
          {role.runs && <Running home={home} />}
          {!home && !role.runs && <Office />}
          {home && (role.leads ? <Leading home={home} role={role} /> : <Working home={home} role={role} />)}
        </div>
      )}
    </div>
  );
}

/** For whoever runs the app. */
function Running({ home }: { home?: HomeObject }) {
  const { data, error, refetch } = useOverview();
  if (!data) return error ? <Failure error={error} retry={refetch} compact /> : <Lines rows={4} />;
  return (
    <>
      <FirstSteps steps={data.steps} home={home} />
      <Attention overview={data} />
    </>
  );
}

/** For whoever works on what is their own; whoever runs the app sees that only where there is something. */
function Working({ home, role }: { home: HomeObject; role: HomeRole }) {
  return (
    <div className="kd-home-grid" data-single={role.runs || undefined}>
      <Agenda home={home} optional={role.runs} />
      <div className="kd-home-column">
        <ShareRequests />
        {!role.runs && <Latest home={home} />}
      </div>
    </div>
  );
}

/** For whoever answers for others: the figures, the team, and one's own day where there is one. */
function Leading({ home, role }: { home: HomeObject; role: HomeRole }) {
  const { t } = useTranslation();
  const team = useTeam(home, t('home.team.nobody'));
  // A role that the company made may lead nobody after all.
  const alone = !team.pending && !team.error && team.members.length < 2 && !role.boss;
  if (alone) return <Working home={home} role={role} />;
  return (
    <>
      <Figures home={home} team={team} />
      <div className="kd-home-grid">
        <div className="kd-home-column">
          <Team home={home} team={team} ranked={role.boss} />
          {!role.boss && <Agenda home={home} optional />}
        </div>
        <div className="kd-home-column">
          <ShareRequests />
          {role.boss && <Agenda home={home} optional />}
          <StateBars home={home} />
          {home.written && <RecentWriting object={home.written.object} parent={home.object} />}
        </div>
      </div>
    </>
  );
}

function Latest({ home }: { home: HomeObject }) {
  return (
    <>
      {home.written && <RecentWriting object={home.written.object} parent={home.object} />}
      <RecentlyChanged object={home.object} />
    </>
  );
}
