import { Button, Popover } from 'antd';
import { ChevronDown, ChevronUp, Columns3, GripVertical } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { fieldOf } from '../controller/use-catalog';
import type { useColumns } from '../controller/use-columns';
import './column-chooser.css';

type Props = { object: ObjectInfo; chosen: ReturnType<typeof useColumns> };

export function ColumnChooser({ object, chosen }: Props) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={<Chooser object={object} chosen={chosen} />}
    >
      <Button type="text" size="small" icon={<Columns3 size={14} aria-hidden />}>
        {t('records.columns.button')}
      </Button>
    </Popover>
  );
}

function Chooser({ object, chosen }: Props) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string | null>(null);
  const shown = chosen.columns.map(({ field }) => field.name);
  const hidden = object.fields.map(({ name }) => name).filter((name) => !shown.includes(name));

  function move(name: string, to: number) {
    const rest = shown.filter((one) => one !== name);
    // The first column is the record's name and stays.
    rest.splice(Math.max(1, to), 0, name);
    chosen.reorder(rest);
  }
  const label = (name: string) => fieldOf(object, name)?.label ?? name;
  const drop = (index: number) => (event: DragEvent) => {
    event.preventDefault();
    if (dragged) move(dragged, index);
    setDragged(null);
  };
  return (
    <div className="kd-columns">
      <ul>
        {shown.map((name, index) => (
          <li
            key={name}
            draggable={index > 0}
            data-dragged={dragged === name || undefined}
            onDragStart={() => setDragged(name)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={drop(index)}
          >
            <GripVertical
              size={13}
              aria-hidden
              className="kd-quiet"
              visibility={index === 0 ? 'hidden' : undefined}
            />
            <label>
              <input
                type="checkbox"
                className="kd-check"
                checked
                disabled={index === 0}
                onChange={() => chosen.reorder(shown.filter((one) => one !== name))}
              />
              {label(name)}
            </label>
            {index > 0 && (
              <span className="kd-columns-move">
                <button
                  type="button"
                  disabled={index === 1}
                  onClick={() => move(name, index - 1)}
                  aria-label={t('records.columns.up', { label: label(name) })}
                >
                  <ChevronUp size={14} aria-hidden />
                </button>
                <button
                  type="button"
                  disabled={index === shown.length - 1}
                  onClick={() => move(name, index + 1)}
                  aria-label={t('records.columns.down', { label: label(name) })}
                >
                  <ChevronDown size={14} aria-hidden />
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {hidden.length > 0 && (
        <>
          <p className="kd-quiet">{t('records.columns.hidden')}</p>
          <ul>
            {hidden.map((name) => (
              <li key={name}>
                <GripVertical size={13} aria-hidden visibility="hidden" />
                <label>
                  <input
                    type="checkbox"
                    className="kd-check"
                    checked={false}
                    onChange={() => chosen.reorder([...shown, name])}
                  />
                  {label(name)}
                </label>
              </li>
            ))}
          </ul>
        </>
      )}
      {chosen.changed && (
        <Button size="small" type="link" onClick={chosen.reset}>
          {t('records.columns.reset')}
        </Button>
      )}
    </div>
  );
}
