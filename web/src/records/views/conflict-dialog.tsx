import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import type { ObjectInfo, Values } from '@/api/types';
import { moment } from '@/format/time';
import { Dialog } from '@/ui/dialog';
import { fieldOf } from '../controller/use-catalog';
import type { Conflict } from '../controller/use-draft';
import type { useDraftLines } from '../controller/use-draft-lines';
import { FieldCell } from '../kinds/cells';
import { derivations } from '../overrides';
import { LinesVersion } from './lines/lines-version';
import './conflict-dialog.css';

type Props = {
  object: ObjectInfo;
  conflict: Conflict;
  mine: Values;
  /** Of a draft that has lines. */
  lines?: ReturnType<typeof useDraftLines>;
  onResolve: (mine: Set<string>) => void;
  onCancel: () => void;
};

/** Somebody saved in between: both versions side by side, and a choice for each field that differs. */
export default function ConflictDialog({ object, conflict, mine, lines, onResolve, onCancel }: Props) {
  const { t } = useTranslation();
  const { time_zone } = useSession();
  const [kept, setKept] = useState(() => new Set(conflict.fields));
  const { current, fields } = conflict;
  const who = current.updated_by?.title ?? t('records.conflict.someone');
  const when = current.updated_at ? moment(current.updated_at, time_zone) : '';

  function choose(name: string, keepMine: boolean) {
    const next = new Set(kept);
    if (keepMine) next.add(name);
    else next.delete(name);
    setKept(next);
  }
  return (
    <Dialog
      open
      title={t('records.conflict.title')}
      okText={t('records.conflict.save')}
      onOk={() => onResolve(kept)}
      onCancel={onCancel}
      width={620}
    >
      <p className="kd-second">{t('records.conflict.text', { who, when })}</p>
      {fields.map((name) => {
        const field = fieldOf(object, name);
        const set = object.lines?.find((one) => one.name === name);
        if (!field && !set) return null;
        const versions = [
          { isMine: true, label: t('records.conflict.mine'), value: mine[name] },
          { isMine: false, label: t('records.conflict.theirs'), value: current[name] },
        ];
        return (
          <fieldset key={name} className="kd-conflict">
            <legend>{(field ?? set)?.label}</legend>
            {versions.map(({ isMine, label, value }) => (
              <label key={label} data-chosen={kept.has(name) === isMine || undefined}>
                <input
                  type="radio"
                  name={`conflict-${name}`}
                  checked={kept.has(name) === isMine}
                  onChange={() => choose(name, isMine)}
                />
                <span>
                  <small>{label}</small>
                  <span>
                    {field && <FieldCell field={field} value={value} place="page" />}
                    {set && lines && (
                      <LinesVersion
                        set={set}
                        lines={lines.of(set)}
                        current={current}
                        isMine={isMine}
                        derived={derivations[`${object.name}.${set.name}`] !== undefined}
                      />
                    )}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
        );
      })}
    </Dialog>
  );
}
