import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import type { ViewDraft } from '@/api/types';
import type { Views } from '../controller/use-views';
import type { ListView } from '../controller/views';

type Props = {
  views: Views;
  view: ListView | undefined;
  /** What the view would ask for if it were saved as the list stands. */
  content: ViewDraft;
  onSaved: () => void;
  onKeep: () => void;
  onReset: () => void;
};

/** The list is not as its view says: that can be saved, kept as another view, or put back. */
export function ViewChanges({ views, view, content, onSaved, onKeep, onReset }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const kept = view?.kept;

  async function save() {
    if (!kept) return;
    setBusy(true);
    try {
      const { columns, ...rest } = content;
      await views.change({ view: kept, draft: kept.columns ? content : rest });
      message.success(t('records.view.saved', { name: kept.name }));
      onSaved();
    } catch (error) {
      message.error(asProblem(error).words());
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="kd-view-changes" aria-label={t('records.view.changed')}>
      <span aria-hidden>{t('records.view.changed')}</span>
      {kept?.may_change && (
        <Button type="link" size="small" onClick={save} loading={busy}>
          {t(kept.share.with === 'self' ? 'common.save' : 'records.view.saveForAll')}
        </Button>
      )}
      <Button type="link" size="small" onClick={onKeep}>
        {t('records.view.keep')}
      </Button>
      <Button type="text" size="small" onClick={onReset}>
        {t('records.filter.reset')}
      </Button>
    </section>
  );
}
