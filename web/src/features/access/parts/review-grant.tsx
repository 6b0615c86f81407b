import { App, Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useSession } from '@/api/session';
import { Person } from '@/ui/avatar';
import { Tag } from '@/ui/tag';
import { choicesOf } from './review-words';
import { type Decision, type ReviewItem, type Use, useReviewActs } from './use-reviews';

const COLOURS: Record<string, string> = { keep: 'green', shrink: 'gold', withdraw: 'red' };

/** One role of one person: what of it was used and what not, and what is to become of it. */
export function ReviewGrant({ id, item, open }: { id: string; item: ReviewItem; open: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user } = useSession();
  const { decide } = useReviewActs();
  const own = item.user.id === user.id;
  const act = (decision: Decision | null) =>
    decide.mutate({ id, item, decision }, { onError: (failed) => message.error(asProblem(failed).words()) });
  // What became of a grant by itself is nobody's to take back.
  const changeable = open && item.decision !== 'gone' && item.decision !== 'expired';
  const words = changeable ? 'pending' : 'decision';
  return (
    <li>
      <div className="kd-access-role-head">
        <Person id={item.user.id} name={item.user.title} />
        <Tag>{item.label}</Tag>
        <span className="kd-grow" />
        {item.decision ? (
          <Flex gap={8} align="center">
            <Tag color={COLOURS[item.decision]}>{t(`access.review.${words}.${item.decision}`)}</Tag>
            {!open && item.decided_by && <span className="kd-second">{item.decided_by.title}</span>}
            {changeable && (
              <Button
                size="small"
                disabled={decide.isPending}
                onClick={() => act(null)}
                aria-label={t('access.review.takeBackOf', { name: item.user.title, role: item.label })}
              >
                {t('access.review.takeBack')}
              </Button>
            )}
          </Flex>
        ) : (
          open && (
            <Flex gap={6}>
              {choicesOf(item, own).map((decision) => (
                <Button
                  key={decision}
                  size="small"
                  danger={decision === 'withdraw'}
                  disabled={decide.isPending}
                  onClick={() => act(decision)}
                >
                  {t(`access.review.act.${decision}`)}
                </Button>
              ))}
            </Flex>
          )
        )}
      </div>
      {open && own && <p className="kd-second">{t('access.review.own')}</p>}
      {open && item.decision === 'withdraw' && (
        <p className="kd-review-takes">
          {t('access.review.takes', {
            name: item.user.title,
            role: item.label,
            used: item.used.length,
            unused: item.unused.length,
          })}
        </p>
      )}
      {open && item.decision === 'shrink' && (
        <p className="kd-review-takes">
          {t('access.review.shrinks', {
            role: item.label,
            used: item.used.length,
            unused: item.unused.length,
          })}
        </p>
      )}
      {item.used.length > 0 && <Uses name={t('access.review.used')} uses={item.used} />}
      {item.unused.length > 0 && <Uses name={t('access.review.unused')} uses={item.unused} />}
    </li>
  );
}

/** Folded, because a role has dozens of rights and a company dozens of people. */
function Uses({ name, uses }: { name: string; uses: Use[] }) {
  const { t } = useTranslation();
  const objects = [...new Set(uses.map(({ object }) => object))];
  const said = ({ verb, day }: Use) => (day ? t('access.review.lastUsed', { verb, day }) : verb);
  return (
    <details className="kd-review-uses">
      <summary>
        {name} {uses.length}
      </summary>
      <dl>
        {objects.map((object) => (
          <div key={object}>
            <dt>{object}</dt>
            <dd>
              {uses
                .filter((use) => use.object === object)
                .map(said)
                .join(t('common.and'))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
