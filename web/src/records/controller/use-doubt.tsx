import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Field, Values } from '@/api/types';
import { isDoubtful } from './doubt';

/** Asks about values that are seldom meant; true where there are none, or they are. */
export function useDoubt() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return async (fields: Field[], values: Values): Promise<boolean> => {
    const doubtful = fields.filter((field) => isDoubtful(field, values[field.name]));
    if (doubtful.length === 0) return true;
    const labels = doubtful.map(({ label }) => label).join(t('records.doubt.between'));
    return modal.confirm({
      title: t('records.doubt.past', { label: labels }),
      content: t('records.doubt.pastText'),
      okText: t('records.doubt.keep'),
      cancelText: t('records.doubt.change'),
    });
  };
}
