import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { SearchGroup } from '@/api/types';
import { Sheet } from '@/ui/sheet';
import { useDebounced } from '@/ui/use-debounced';
import { usePhone } from '@/ui/use-media';
import { type Command, matching, useCommands, useHits } from './commands';
import { inOrder } from './matching';
import './command-palette.css';

type Props = { onClose: () => void; onHelp: () => void };

/** One field for records, pages and actions. The focus stays in it; the arrows move through the results. */
export default function CommandPalette({ onClose, onHelp }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [composing, setComposing] = useState(false);
  const [at, setAt] = useState(0);
  const [eager, setEager] = useState(false);
  const q = useDebounced(typed.trim(), 180, composing);
  const { data, isFetching, isPlaceholderData, error } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api.get<{ groups: SearchGroup[] }>('/search', { q, limit: 6 }, signal),
    enabled: q.length >= 2,
    placeholderData: (previous) => previous,
  });
  const hits = useHits(q.length >= 2 ? (data?.groups ?? []) : []);
  const sections = inOrder(hits, matching(useCommands(onHelp), typed.trim()), typed);
  const commands = sections.flatMap((section) => section.commands);
  const active = commands[Math.min(at, commands.length - 1)];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts at its first answer.
  useEffect(() => setAt(0), [q]);
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.key}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);

  // What stands there is the answer to something typed before.
  const stale = typed.trim() !== q || (q.length >= 2 && (isPlaceholderData || (!data && !error)));

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    command.run();
  }
  // Somebody who types a name and presses Enter means the first answer to that name.
  // biome-ignore lint/correctness/useExhaustiveDependencies: waits for the answer, and for nothing else.
  useEffect(() => {
    if (!eager || stale) return;
    setEager(false);
    run(active);
  }, [eager, stale]);
  function keys(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && commands.length > 0) setAt((now) => (now + move + commands.length) % commands.length);
    else if (event.key === 'Enter') stale ? setEager(true) : run(active);
    else return;
    event.preventDefault();
  }
  return (
    <Frame onClose={onClose}>
      <div className="kd-palette-field">
        <Search size={17} aria-hidden />
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${active.key}` : undefined}
          aria-label={t('shell.search.title')}
          placeholder={t('shell.search.placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setEager(false);
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={keys}
          // biome-ignore lint/a11y/noAutofocus: somebody has just asked for this field.
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div
        className="kd-palette-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={t('shell.search.results')}
        aria-busy={isFetching}
        data-changing={stale || undefined}
      >
        {sections.map((section) => (
          <div key={section.key} role="group" aria-label={section.label}>
            <div className="kd-palette-group" aria-hidden>
              {section.label}
            </div>
            {section.commands.map((command) => (
              <div
                key={command.key}
                id={`${id}-${command.key}`}
                role="option"
                aria-selected={command === active}
                className="kd-palette-item"
                onMouseMove={() => setAt(commands.indexOf(command))}
                onClick={() => run(command)}
              >
                {command.icon}
                <span className="kd-cut">
                  <Marked text={command.label} part={typed.trim()} />
                </span>
                {command.note && (
                  <span className="kd-palette-note">
                    <Marked text={command.note} part={typed.trim()} />
                  </span>
                )}
              </div>
            ))}
          </div>
        ))}
        {commands.length === 0 && !isFetching && (
          <p className="kd-palette-none">
            {error ? t('shell.search.failed') : t('shell.search.none', { q: typed.trim() })}
          </p>
        )}
      </div>
    </Frame>
  );
}

/** Over the page at the desk; on a phone a sheet like any other, with its way out. */
function Frame({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  if (usePhone())
    return (
      <Sheet
        open
        bare
        title={t('shell.search.title')}
        onClose={onClose}
        afterOpen={() => document.querySelector<HTMLElement>('.kd-palette input')?.focus()}
      >
        <div className="kd-palette">{children}</div>
      </Sheet>
    );
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      className="kd-palette"
      title={<span className="kd-hidden">{t('shell.search.title')}</span>}
    >
      {children}
    </Modal>
  );
}

function Marked({ text, part }: { text: string; part: string }) {
  const start = part.length > 0 ? text.toLowerCase().indexOf(part.toLowerCase()) : -1;
  if (start < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, start + part.length)}</mark>
      {text.slice(start + part.length)}
    </>
  );
}
