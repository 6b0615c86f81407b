import { App, Button, Flex } from 'antd';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { Person } from '@/ui/avatar';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { type Decision, type ReviewItem, type Use, useReview, useReviewActs } from './use-reviews';

/** One review, grant by grant. What is decided holds at once. */
export function ReviewSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { data, error, refetch } = useReview(id);
  const { sign } = useReviewActs();
  const left = data ? data.total - data.done : 0;
  const open = data && !data.signed_at;
  const confirm = () =>
    modal.confirm({
      title: t('access.review.sign'),
      content: t('access.review.signText', { total: data?.total }),
      okText: t('access.review.sign'),
      onOk: () => sign.mutateAsync(id).catch((failed) => message.error(asProblem(failed).words())),
    });
  return (
    <Sheet
      open
      title={t('access.review.sheet')}
      onClose={onClose}
      footer={
        <Flex gap={8} justify="flex-end" align="center">
          <span className="kd-second kd-grow">
            {open && (left > 0 ? t('access.review.left', { count: left }) : t('access.review.ready'))}
          </span>
          <Button icon={<Download size={15} aria-hidden />} href={`/api/reviews/${id}/file`} download>
            {t('access.review.download')}
          </Button>
          {open && (
            <Button type="primary" disabled={left > 0} onClick={confirm} loading={sign.isPending}>
              {t('access.review.sign')}
            </Button>
          )}
        </Flex>
      }
    >
      {!data && (error ? <Failure error={error} retry={refetch} /> : <Lines rows={6} />)}
      <ul className="kd-review-items">
        {data?.items.map((item) => (
          <Grant key={`${item.user.id}.${item.role}`} id={id} item={item} open={Boolean(open)} />
        ))}
      </ul>
    </Sheet>
  );
}

function Grant({ id, item, open }: { id: string; item: ReviewItem; open: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { decide } = useReviewActs();
  const act = (decision: Decision) =>
    decide.mutate({ id, item, decision }, { onError: (failed) => message.error(asProblem(failed).words()) });
  const choices: Decision[] =
    item.unused.length > 0 && item.used.length > 0 && !item.office
      ? ['keep', 'shrink', 'withdraw']
      : ['keep', 'withdraw'];
  return (
    <li>
      <div className="kd-access-role-head">
        <Person id={item.user.id} name={item.user.title} />
        <Tag>{item.label}</Tag>
        <span className="kd-grow" />
        {item.decision ? (
          <span className="kd-second">
            {t(`access.review.decision.${item.decision}`)}
            {item.decided_by && ` · ${item.decided_by.title}`}
          </span>
        ) : (
          open && (
            <Flex gap={6}>
              {choices.map((decision) => (
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
      {item.used.length > 0 && <Uses name={t('access.review.used')} uses={item.used} />}
      {item.unused.length > 0 && <Uses name={t('access.review.unused')} uses={item.unused} />}
    </li>
  );
}

/** Folded, because a role has dozens of rights and a company dozens of people. */
function Uses({ name, uses }: { name: string; uses: Use[] }) {
  const { t } = useTranslation();
  const objects = [...new Set(uses.map(({ object }) => object))];
  const said = ({ verb, day }: Use) => (day ? `${verb}（${day}）` : verb);
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
