import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Pager } from '../controller/use-list';
import './record-table.css';

/** Below the rows: more is on its way, or did not come. */
export function PagerLine({ pager }: { pager: Pager }) {
  const { t } = useTranslation();
  if (pager.again)
    return (
      <div className="kd-table-more" role="alert">
        {t('records.moreFailed')}{' '}
        <Button type="link" size="small" onClick={() => pager.again?.()}>
          {t('common.retry')}
        </Button>
      </div>
    );
  return pager.loading ? <div className="kd-table-more">{t('common.loading')}</div> : null;
}
