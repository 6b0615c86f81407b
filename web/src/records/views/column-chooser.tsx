import { Button, Popover } from 'antd';
import { ChevronDown, ChevronUp, Columns3, GripVertical } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { found } from '@/ui/matching';
import { listFields } from '../controller/use-catalog';
import type { useColumns } from '../controller/use-columns';
import './column-chooser.css';

type Props = { object: ObjectInfo; chosen: ReturnType<typeof useColumns> };

export function ColumnChooser({ object, chosen }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  function close() {
    setOpen(false);
    button.current?.focus();
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={<Chooser object={object} chosen={chosen} onClose={close} />}
    >
      <Button ref={button} type="text" size="small" icon={<Columns3 size={14} aria-hidden />}>
        {t('records.columns.button')}
      </Button>
    </Popover>
  );
}

/** The focus is in the box at once; every column is a checkbox, moved with Alt and an arrow. */
function Chooser({ object, chosen, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const fields = listFields(object);
  const shown = chosen.columns.map(({ field }) => field.name);
  const hidden = found(
    fields.filter(({ name }) => !shown.includes(name)),
    typed,
  ).map(({ name }) => name);
  const matches = new Set(found(fields, typed).map(({ name }) => name));
  useEffect(() => box.current?.focus(), []);

  function move(name: string, to: number) {
    const rest = shown.filter((one) => one !== name);
    // The first column is the record's name and stays.
    rest.splice(Math.max(1, to), 0, name);
    chosen.reorder(rest);
  }
  const label = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const press = (name: string, index: number) => (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step || index === 0) return;
    event.preventDefault();
    if (index + step > 0 && index + step < shown.length) move(name, index + step);
  };
  const drop = (index: number) => (event: DragEvent) => {
    event.preventDefault();
    if (dragged) move(dragged, index);
    setDragged(null);
  };
  return (
    <section
      className="kd-columns"
      aria-label={t('records.columns.title')}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <input
        ref={box}
        type="search"
        className="kd-columns-find"
        aria-label={t('records.columns.find')}
        placeholder={t('records.columns.find')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul>
        {shown.map((name, index) => (
          <li
            key={name}
            hidden={!matches.has(name)}
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
                aria-keyshortcuts={index > 0 ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
                onKeyDown={press(name, index)}
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
      <p className="kd-columns-hint">{t('records.columns.hint')}</p>
    </section>
  );
}
