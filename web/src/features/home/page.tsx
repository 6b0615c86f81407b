import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import { todayIn } from '@/format/time';
import { mainOf, useCatalog } from '@/records/controller/use-catalog';
import { Failure, Lines } from '@/ui/states';
import { useTitle } from '@/ui/use-title';
import { RecentWriting } from './parts/recent-writing';
import { RecentlyChanged } from './parts/recently-changed';
import { ShareRequests } from './parts/share-requests';
import { ToContact } from './parts/to-contact';
import './home.css';

export function HomePage() {
  const { t } = useTranslation();
  useTitle(t('shell.page.home'));
  const { user, time_zone } = useSession();
  const { objects, ready, error, refetch } = useCatalog();
  const lead = mainOf(objects).find(({ timeline }) => timeline);
  const written = objects.find(({ name }) => name === lead?.timeline);
  const today = todayIn(time_zone).toDate();
  const date = today.toLocaleDateString(t('home.locale'), { month: 'long', day: 'numeric', weekday: 'long' });
  return (
    <div className="kd-page">
      <div className="kd-home-head">
        <h1>{t('home.hello', { name: user.name })}</h1>
        <span className="kd-quiet">{date}</span>
      </div>
      {error && <Failure error={error} retry={refetch} />}
      {!ready && !error && <Lines rows={8} />}
      {lead && (
        <div className="kd-home-grid">
          <ToContact object={lead} />
          <div className="kd-home-column">
            <ShareRequests />
            {written && <RecentWriting object={written} parent={lead} />}
            <RecentlyChanged object={lead} />
          </div>
        </div>
      )}
    </div>
  );
}
