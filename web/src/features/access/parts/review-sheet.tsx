import { App, Button, Flex } from 'antd';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { ReviewGrant } from './review-grant';
import { tallyOf } from './review-words';
import { useReview, useReviewActs } from './use-reviews';
import './review.css';

/** One review, grant by grant. What is decided is done when it is signed, and can be taken back until then. */
export function ReviewSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { data, error, refetch } = useReview(id);
  const { sign } = useReviewActs();
  const left = data ? data.total - data.done : 0;
  const open = data && !data.signed_at;
  const { withdrawn, shrunk, emptied } = tallyOf(data?.items ?? []);
  const names = (some: { name: string; role: string }[]) =>
    some.map(({ name, role }) => t('access.review.grant', { name, role })).join(t('access.who.comma'));
  const confirm = () =>
    modal.confirm({
      title: t('access.review.sign'),
      content: (
        <>
          <p>{t('access.review.signText', { count: data?.total })}</p>
          <ul className="kd-review-list">
            {withdrawn.length > 0 && (
              <li>{t('access.review.willWithdraw', { count: withdrawn.length, names: names(withdrawn) })}</li>
            )}
            {shrunk.length > 0 && (
              <li>{t('access.review.willShrink', { count: shrunk.length, names: names(shrunk) })}</li>
            )}
            {emptied.length > 0 && (
              <li>{t('access.review.willEmpty', { names: emptied.join(t('access.who.comma')) })}</li>
            )}
            {withdrawn.length + shrunk.length === 0 && <li>{t('access.review.willNothing')}</li>}
          </ul>
        </>
      ),
      okText: t('access.review.sign'),
      onOk: () => sign.mutateAsync(id).catch((failed) => message.error(asProblem(failed).words())),
    });
  return (
    <Sheet
      open
      title={t('access.review.sheet')}
      onClose={onClose}
      width={620}
      footer={
        <Flex gap={8} justify="flex-end" align="center" wrap>
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
      {open && <p className="kd-second">{t('access.review.whenSigned')}</p>}
      <ul className="kd-review-items">
        {data?.items.map((item) => (
          <ReviewGrant key={`${item.user.id}.${item.role}`} id={id} item={item} open={Boolean(open)} />
        ))}
      </ul>
    </Sheet>
  );
}
