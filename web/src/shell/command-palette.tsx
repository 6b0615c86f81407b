import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useImperativeHandle, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { SearchGroup } from '@/api/types';
import { inOrder } from '@/ui/matching';
import { useDebounced } from '@/ui/use-debounced';
import { type Command, matching, useCommands, useHits } from './commands';
import type { Answers } from './palette';
import './command-palette.css';

type Props = {
  id: string;
  typed: string;
  composing: boolean;
  /** Enter was pressed before this was there. */
  eager: boolean;
  answers: RefObject<Answers | null>;
  onActive: (id: string | undefined) => void;
  onClose: () => void;
  onHelp: () => void;
};

/** One field for records, pages and actions: what it finds. The focus stays in the field; the arrows move through this. */
export default function CommandPalette(props: Props) {
  const { id, typed, composing, answers, onActive, onClose, onHelp } = props;
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [eager, setEager] = useState(props.eager);
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
  const place = active && `${id}-${active.key}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts at its first answer.
  useEffect(() => setAt(0), [q]);
  useEffect(() => {
    onActive(place);
    if (place) document.getElementById(place)?.scrollIntoView({ block: 'nearest' });
  }, [place, onActive]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever types on has not meant what they typed before.
  useEffect(() => setEager(props.eager), [typed]);

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
  useImperativeHandle(answers, () => ({
    move: (by) => commands.length > 0 && setAt((now) => (now + by + commands.length) % commands.length),
    enter: () => (stale ? setEager(true) : run(active)),
  }));
  return (
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
