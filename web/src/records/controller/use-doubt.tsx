import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { Field, ObjectInfo, Values } from '@/api/types';
import { doubtOf, outcomeOf } from './doubt';

/** Asks about values that are seldom meant; true where there are none, or they are. */
export function useDoubt() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { time_zone } = useSession();
  return async (object: ObjectInfo, fields: Field[], values: Values): Promise<boolean> => {
    const said = fields.flatMap((field) => {
      const doubt = doubtOf(field, values[field.name], time_zone);
      return doubt ? [{ field, text: t(`records.doubt.${doubt}`, { label: field.label }) }] : [];
    });
    if (said.length === 0) return true;
    const outcomes = new Set(said.map(({ field }) => outcomeOf(object, field)));
    // Where something more is known to say, the plain question is in it.
    if (outcomes.size > 1) outcomes.delete('text');
    return modal.confirm({
      title: said.map(({ text }) => text).join(t('records.doubt.between')),
      content: [...outcomes].map((outcome) => t(`records.doubt.${outcome}`)).join(' '),
      okText: t('records.doubt.keep'),
      cancelText: t('records.doubt.change'),
    });
  };
}
