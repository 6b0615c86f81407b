import { Button, Checkbox, InputNumber } from 'antd';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Holdings, User } from '@/api/types';
import { count } from '@/format/number';
import { headingOf } from '@/records/controller/use-catalog';
import { PersonSelect } from '@/records/kinds/parts/person-select';
import { FormField } from '@/ui/form-field';
import type { Choice, Heir } from './use-handover';

type Props = { person: User; holdings: Holdings; choice: Choice; onChange: (choice: Choice) => void };

/** Who gets what. What is left empty stays as it is. */
export function HandoverChoice({ person, holdings, choice, onChange }: Props) {
  const { t } = useTranslation();
  const set = (part: Partial<Choice>) => onChange({ ...choice, ...part });
  const owned = holdings.objects.filter((object) => object.count > 0);
  return (
    <div className="kd-form kd-form-top">
      <p className="kd-second">{t('people.handover.choose')}</p>
      {owned.map(({ object, label, count: number }) => (
        <fieldset key={object} className="kd-heirs">
          <legend>
            {t('people.handover.objectHeirs', {
              label: headingOf({ many: label }),
              count: number,
              number: count(number),
            })}
          </legend>
          {!choice.pooled.includes(object) && (
            <Heirs
              label={label}
              heirs={choice.heirs[object] ?? [{ key: 0, to: null, share: 1 }]}
              onChange={(heirs) => set({ heirs: { ...choice.heirs, [object]: heirs } })}
            />
          )}
          <Checkbox
            checked={choice.pooled.includes(object)}
            onChange={({ target }) =>
              set({
                pooled: target.checked
                  ? [...choice.pooled, object]
                  : choice.pooled.filter((one) => one !== object),
              })
            }
          >
            {t('people.handover.nobody')}
          </Checkbox>
        </fieldset>
      ))}
      {holdings.reports.length > 0 && (
        <FormField
          label={t('people.handover.newSuperior', { count: holdings.reports.length })}
          hint={holdings.reports.map(({ title }) => title).join(t('common.and'))}
        >
          {({ id }) => (
            <PersonSelect id={id} value={choice.superior} onChange={(superior) => set({ superior })} />
          )}
        </FormField>
      )}
      {holdings.departments.length > 0 && (
        <FormField label={t('people.handover.newLeader')} hint={holdings.departments.join(t('common.and'))}>
          {({ id }) => <PersonSelect id={id} value={choice.leader} onChange={(leader) => set({ leader })} />}
        </FormField>
      )}
      {person.active && (
        <Checkbox checked={choice.disable} onChange={({ target }) => set({ disable: target.checked })}>
          {t('people.handover.disable', { name: person.name })}
        </Checkbox>
      )}
    </div>
  );
}

type HeirsProps = { label: string; heirs: Heir[]; onChange: (heirs: Heir[]) => void };

function Heirs({ label, heirs, onChange }: HeirsProps) {
  const { t } = useTranslation();
  const put = (key: number, part: Partial<Heir>) =>
    onChange(heirs.map((heir) => (heir.key === key ? { ...heir, ...part } : heir)));
  const next = Math.max(...heirs.map(({ key }) => key)) + 1;
  return (
    <>
      {heirs.map(({ key, to, share }, at) => (
        <div key={key} className="kd-heir">
          <PersonSelect
            label={t('people.handover.heirOf', { label, at: at + 1 })}
            value={to}
            onChange={(person) => put(key, { to: person })}
          />
          {heirs.length > 1 && (
            <>
              <InputNumber
                min={1}
                max={100}
                precision={0}
                value={share}
                suffix={t('people.handover.share')}
                aria-label={t('people.handover.shareOf', { at: at + 1 })}
                onChange={(value) => put(key, { share: value ?? 1 })}
              />
              <Button
                type="text"
                icon={<X size={15} aria-hidden />}
                aria-label={t('people.handover.removeHeir', { at: at + 1 })}
                onClick={() => onChange(heirs.filter((heir) => heir.key !== key))}
              />
            </>
          )}
        </div>
      ))}
      <Button
        type="link"
        size="small"
        className="kd-heir-add"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => onChange([...heirs, { key: next, to: null, share: 1 }])}
      >
        {t('people.handover.addHeir')}
      </Button>
    </>
  );
}
