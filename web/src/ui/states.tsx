import { Button, Skeleton } from 'antd';
import { CloudOff, LockKeyhole, type LucideIcon, RefreshCw, SearchX, Siren } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, isUnreachable } from '@/api/client';
import { askEmergency } from '@/api/emergency';
import { isPartMissing } from './outdated';
import './states.css';

type Props = {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  compact?: boolean;
  /** It stands for a whole page, and its title is then the page's own. */
  page?: boolean;
};

export function Blank({ icon: Picture, title, children, actions, compact, page }: Props) {
  const Title = page ? 'h1' : 'p';
  return (
    <div className="kd-blank" data-compact={compact || undefined}>
      <span className="kd-blank-icon">
        <Picture size={compact ? 18 : 24} strokeWidth={1.5} aria-hidden />
      </span>
      <Title className="kd-blank-title">{title}</Title>
      {children && <div className="kd-blank-text">{children}</div>}
      {actions && <div className="kd-blank-actions">{actions}</div>}
    </div>
  );
}

/** What went wrong in words, what to do, and the number to tell the administrator. */
export function Failure({
  error,
  retry,
  right,
  urgent,
  ...place
}: {
  error: unknown;
  retry?: () => void;
  compact?: boolean;
  page?: boolean;
  /** What one must be allowed to do to see this, in words. */
  right?: string;
  /** It is about business records, which emergency access would open. */
  urgent?: boolean;
}) {
  const { t } = useTranslation();
  if (isPartMissing(error))
    return (
      <div role="alert">
        <Blank
          icon={RefreshCw}
          title={t('common.error.outdated')}
          actions={<Button onClick={() => location.reload()}>{t('common.reload')}</Button>}
          {...place}
        >
          {t('common.error.outdatedAdvice')}
        </Blank>
      </div>
    );
  const problem = asProblem(error);
  const again = retry && (
    <Button onClick={retry} size={place.compact ? 'small' : 'middle'}>
      {t('common.retry')}
    </Button>
  );
  if (isUnreachable(problem))
    return (
      <div role="status">
        <Blank icon={CloudOff} title={t('common.error.waits')} {...place}>
          {t('common.error.waitsText')}
        </Blank>
      </div>
    );
  if (problem.status === 403)
    return (
      <Blank
        icon={LockKeyhole}
        title={t('common.error.forbidden')}
        actions={urgent && <AskEmergency />}
        {...place}
      >
        {right && <p>{t('common.error.missingRight', { right })}</p>}
        <p>{problem.body.advice || t('common.error.forbiddenAdvice')}</p>
      </Blank>
    );
  if (problem.status === 404)
    return (
      <Blank icon={SearchX} title={t('common.error.notFound')} {...place}>
        {t('common.error.notFoundAdvice')}
      </Blank>
    );
  return (
    <div role="alert">
      <Blank icon={CloudOff} title={problem.body.title || t('common.error.title')} actions={again} {...place}>
        {problem.body.detail && <p>{problem.body.detail}</p>}
        {problem.body.advice && <p>{problem.body.advice}</p>}
        {problem.body.trace && (
          <p>
            {t('common.error.trace')} <code>{problem.body.trace}</code>
          </p>
        )}
      </Blank>
    </div>
  );
}

/** The way to records that one does not see, for when it cannot wait. */
export function AskEmergency() {
  const { t } = useTranslation();
  return (
    <Button icon={<Siren size={15} aria-hidden />} onClick={() => askEmergency(true)}>
      {t('common.error.emergency')}
    </Button>
  );
}

export function Lines({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')} className="kd-lines">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
