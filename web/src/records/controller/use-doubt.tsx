import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Field, Values } from '@/api/types';
import { doubtOf } from './doubt';

/** Asks about values that are seldom meant; true where there are none, or they are. */
export function useDoubt() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { time_zone } = useSession();
  return async (fields: Field[], values: Values): Promise<boolean> => {
    const said = fields.flatMap((field) => {
      const doubt = doubtOf(field, values[field.name], time_zone);
      return doubt ? [{ doubt, text: t(`records.doubt.${doubt}`, { label: field.label }) }] : [];
    });
    if (said.length === 0) return true;
    return modal.confirm({
      title: said.map(({ text }) => text).join(t('records.doubt.between')),
      content: t(
        said.some(({ doubt }) => doubt === 'past') ? 'records.doubt.pastText' : 'records.doubt.text',
      ),
      okText: t('records.doubt.keep'),
      cancelText: t('records.doubt.change'),
    });
  };
}
