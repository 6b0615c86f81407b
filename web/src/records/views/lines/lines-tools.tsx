import { App, Button, Popover } from 'antd';
import { CircleHelp, ClipboardCopy, Plus, TriangleAlert, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '@/format/number';
import { isMac, Kbd } from '@/ui/kbd';
import { commandOf } from '../../controller/lines/keys';
import { sentOf } from '../../controller/lines/line';
import type { LinesControl } from '../../controller/use-lines';
import { useTotals } from './lines-foot';
import type { Problems } from './use-problems';
import { saidWords } from './words';

type Props = { control: LinesControl; problems: Problems; phone: boolean };

/** Below the lines: adding one, what has just happened and the way back, what is wrong and where. */
export function LinesTools({ control, problems, phone }: Props) {
  const { t } = useTranslation();
  const { said, set, lines } = control;
  const full = lines.length >= set.max;
  const totals = useTotals(set, lines, control.derive !== undefined);
  const missing = Math.max(0, ...totals.map((total) => total.missing));
  const held = sentOf(set, lines).length;
  const adding = useRef<HTMLButtonElement>(null);
  const before = useRef(lines.length);
  // With the last line went what had the focus: here is where one begins again, or takes it back.
  useLayoutEffect(() => {
    if (before.current > 0 && lines.length === 0) adding.current?.focus({ preventScroll: true });
    before.current = lines.length;
  }, [lines.length]);

  function keys(event: KeyboardEvent) {
    const press = {
      key: event.key,
      mod: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
      alt: event.altKey,
    };
    const mode = { editing: false, long: false, head: false, many: false, readOnly: false };
    const command = commandOf(press, mode)?.do;
    if (command !== 'undo' && command !== 'redo') return;
    event.preventDefault();
    control[command]();
  }
  return (
    <div className="kd-lines-tools">
      <Button
        ref={adding}
        icon={<Plus size={15} aria-hidden />}
        onClick={() => control.add()}
        onKeyDown={keys}
        disabled={full}
        block={phone}
        data-after
      >
        {t('records.lines.add')}
      </Button>
      {problems.count > 0 && (
        <Button type="text" danger onClick={problems.next} icon={<TriangleAlert size={15} aria-hidden />}>
          {t('records.lines.wrong', { total: count(problems.count) })}
        </Button>
      )}
      <span className="kd-lines-said" role="status">
        {said && saidWords(said, t)}
        {!said && full && t('records.lines.said.limit', { max: count(set.max) })}
      </span>
      {said?.undo && (
        <Button type="link" size="small" icon={<Undo2 size={14} aria-hidden />} onClick={control.undo}>
          {t('common.undo')}
        </Button>
      )}
      {missing > 0 && (
        <span className="kd-quiet">{t('records.lines.notCountedMark', { total: count(missing) })}</span>
      )}
      <span className="kd-grow" />
      {held >= set.max * 0.9 && (
        <span className="kd-quiet">
          {t('records.lines.room', { total: count(held), max: count(set.max) })}
        </span>
      )}
      {!phone && lines.length > 0 && <CopyAll control={control} />}
      {!phone && <KeysHelp />}
    </div>
  );
}

export function CopyAll({ control }: { control: LinesControl }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  async function copy() {
    try {
      await navigator.clipboard.writeText(control.copyAll());
      control.say({ code: 'copiedAll', blanks: { rows: control.lines.length } });
    } catch {
      message.error(t('common.notCopied'));
    }
  }
  return (
    <Button type="text" icon={<ClipboardCopy size={15} aria-hidden />} onClick={copy}>
      {t('records.lines.copyAll')}
    </Button>
  );
}

const MOD = isMac ? '⌘' : 'Ctrl';
const KEYS = [
  ['next', 'Enter'],
  ['tab', 'Tab'],
  ['cancel', 'Esc'],
  ['open', 'F2'],
  ['select', 'Shift ↑↓←→'],
  ['all', `${MOD} A`],
  ['clear', 'Delete'],
  ['paste', `${MOD} C / V`],
  ['duplicate', `${MOD} D`],
  ['remove', `${MOD} Backspace`],
  ['move', 'Alt ↑↓'],
  ['undo', `${MOD} Z`],
  ['redo', isMac ? '⇧⌘ Z' : 'Ctrl Y'],
] as const;

function KeysHelp() {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="topRight"
      title={t('records.lines.keys.title')}
      content={
        <dl className="kd-lines-keys">
          {KEYS.map(([name, keys]) => (
            <div key={name}>
              <dt>{t(`records.lines.keys.${name}`)}</dt>
              <dd>
                <Kbd>{keys}</Kbd>
              </dd>
            </div>
          ))}
        </dl>
      }
    >
      <Button
        type="text"
        icon={<CircleHelp size={15} aria-hidden />}
        aria-label={t('records.lines.keys.title')}
      />
    </Popover>
  );
}
