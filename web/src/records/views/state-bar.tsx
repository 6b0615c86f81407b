import { Button, Dropdown } from 'antd';
import { ChevronDown, LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Action, ObjectInfo, RecordRow } from '@/api/types';
import { Icon } from '@/ui/icon';
import { usePhone } from '@/ui/use-media';
import { movesOf, stepsOf } from '../controller/states';
import './state-bar.css';

type Props = { object: ObjectInfo; row: RecordRow; onAct: (action: Action) => void };

const BAD = new Set(['red', 'volcano', 'magenta', 'error']);

/** Where the record stands, the one next sensible act, and the others that are lawful now. */
export function StateBar({ object, row, onAct }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const steps = stepsOf(object, row);
  const { next, others } = movesOf(object, row);
  const now = steps.findIndex(({ at }) => at === 'now');
  const bad = BAD.has(steps[now]?.color ?? '');
  const label = object.fields.find(({ name }) => name === object.state?.field)?.label ?? '';
  const labels = [...object.fields, ...(object.lines ?? [])]
    .filter(({ name }) => row.writable?.includes(name))
    .map((one) => one.label);
  return (
    <div className="kd-state">
      {phone && (
        <p className="kd-state-now" data-bad={bad || undefined}>
          <span className="kd-quiet">{label}</span> <strong>{steps[now]?.label}</strong>
        </p>
      )}
      <ol className="kd-state-steps" aria-label={label} data-bad={bad || undefined}>
        {steps.map((step) => (
          <li
            key={step.value}
            data-at={step.at}
            data-final={step.final || undefined}
            data-apart={step.apart || undefined}
            aria-current={step.at === 'now' ? 'step' : undefined}
            title={step.label}
          >
            <span className={phone ? 'kd-hidden' : 'kd-cut'}>{step.label}</span>
            {step.at === 'past' && <span className="kd-hidden">{t('records.state.past')}</span>}
          </li>
        ))}
      </ol>
      {(next || others.length > 0) && (
        <div className="kd-state-acts">
          {others.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: others.map((action) => ({
                  key: action.name,
                  label: action.label,
                  icon: action.icon ? <Icon name={action.icon} size={15} /> : undefined,
                  onClick: () => onAct(action),
                })),
              }}
            >
              <Button
                aria-label={t('records.state.others')}
                icon={<ChevronDown size={16} aria-hidden />}
                iconPlacement="end"
              >
                {t('records.state.othersShort')}
              </Button>
            </Dropdown>
          )}
          {next && (
            <Button
              type="primary"
              icon={next.icon ? <Icon name={next.icon} size={16} /> : undefined}
              onClick={() => onAct(next)}
            >
              {next.label}
            </Button>
          )}
        </div>
      )}
      {row.frozen && (
        <p className="kd-state-frozen">
          <LockKeyhole size={13} aria-hidden />
          {labels.length > 0
            ? t('records.state.frozenBut', { labels: labels.join(t('common.and')) })
            : t('records.state.frozen')}
        </p>
      )}
    </div>
  );
}
