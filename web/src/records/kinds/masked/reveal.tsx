import { App } from 'antd';
import { createContext, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import type { RecordRow, RevealAllowance, Revealed, Values } from '@/api/types';

type Revealing = {
  object: string;
  row: RecordRow;
  may: boolean;
  busy: boolean;
  values?: Values;
  ask: () => void;
};

/** The record whose masked values may be shown in full; in a list there is none. */
export const RevealContext = createContext<Revealing | null>(null);

/** One look serves the whole page; before it, one reads that it is recorded and how many are left today. */
export function RevealScope({
  object,
  row,
  children,
}: {
  object: string;
  row: RecordRow;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const [values, setValues] = useState<Values>();
  const [busy, setBusy] = useState(false);

  async function show() {
    try {
      const answer = await api.post<Revealed>(`/records/${object}/${row.id}/reveal`, {});
      setValues(answer.values);
      message.info(t('records.masked.revealed', { left: answer.allowance.left }));
    } catch (error) {
      message.error(asProblem(error).words());
    }
  }
  async function ask() {
    setBusy(true);
    try {
      const { left, most } = await api.get<RevealAllowance>('/reveals');
      modal.confirm({
        title: t('records.masked.askTitle'),
        content: (
          <>
            <p>{t('records.masked.askText')}</p>
            <p>{t(left > 0 ? 'records.masked.left' : 'records.masked.noneLeft', { left, most })}</p>
          </>
        ),
        okText: t('records.masked.show'),
        okButtonProps: { disabled: left === 0 },
        onOk: show,
      });
    } catch (error) {
      message.error(asProblem(error).words());
    } finally {
      setBusy(false);
    }
  }
  const may = row.may?.includes('reveal') ?? false;
  return <RevealContext value={{ object, row, may, busy, values, ask }}>{children}</RevealContext>;
}
