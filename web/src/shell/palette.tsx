import { Modal } from 'antd';
import { Search } from 'lucide-react';
import { type KeyboardEvent, lazy, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Part } from '@/ui/part';
import { Sheet } from '@/ui/sheet';
import { useHoldKeys } from '@/ui/use-hotkeys';
import { usePhone } from '@/ui/use-media';
import './palette.css';

const CommandPalette = lazy(() => import('./command-palette'));

/** What the keys in the field do to the answers below it. */
export type Answers = { move: (by: 1 | -1) => void; enter: () => void };

type Props = {
  /** Typed before the palette was there. */
  start: string;
  onClose: () => void;
  onHelp: () => void;
};

/** The field of the palette. It is there at once and takes every key, however long the answers take to come. */
export function Palette({ start, onClose, onHelp }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const answers = useRef<Answers>(null);
  const [typed, setTyped] = useState(start);
  const [composing, setComposing] = useState(false);
  const [active, setActive] = useState<string>();
  // Enter was pressed before there was an answer: it is meant for the first one.
  const [eager, setEager] = useState(false);
  useHoldKeys();
  // The dialog joins the page only after its contents are drawn; a field of it cannot take the focus before that.
  useEffect(() => box.current?.focus(), []);

  function keys(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key];
    if (step) answers.current?.move(step);
    else if (event.key === 'Enter') answers.current ? answers.current.enter() : setEager(true);
    else return;
    event.preventDefault();
  }
  return (
    <Frame onClose={onClose} onOpen={() => box.current?.focus()}>
      <div className="kd-palette-field">
        <Search size={17} aria-hidden />
        <input
          ref={box}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active}
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
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <Part
        fallback={
          <>
            <div id={`${id}-list`} role="listbox" aria-label={t('shell.search.results')} aria-busy />
            <p className="kd-palette-none">{t('common.loading')}</p>
          </>
        }
      >
        <CommandPalette
          id={id}
          typed={typed}
          composing={composing}
          eager={eager}
          answers={answers}
          onActive={setActive}
          onClose={onClose}
          onHelp={onHelp}
        />
      </Part>
    </Frame>
  );
}

type FrameProps = { onClose: () => void; onOpen: () => void; children: ReactNode };

function Frame({ onClose, onOpen, children }: FrameProps) {
  const { t } = useTranslation();
  if (usePhone())
    return (
      <Sheet open bare title={t('shell.search.title')} onClose={onClose} afterOpen={onOpen}>
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
