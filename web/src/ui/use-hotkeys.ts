import { useEffect, useRef } from 'react';

type Keys = Record<string, ((event: KeyboardEvent) => void) | undefined>;

/** Enter belongs to what has the focus. */
const PRESSED = 'a, button, [role="tab"], [role="menuitem"]';
const WRITES =
  'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable], [role="textbox"], [role="combobox"]';

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** Single letters stay silent while somebody writes or a dialog is open; `mod+` (Ctrl or ⌘) always works. */
export function useHotkeys(keys: Keys, enabled = true) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const name = nameOf(event);
      // A key held down saves once.
      if (event.repeat && name.startsWith('mod+')) return;
      const act = latest.current[name];
      if (!act) return;
      const target = event.target as HTMLElement;
      const quiet = target.closest?.(WRITES) || document.querySelector('[role="dialog"][aria-modal="true"]');
      if (quiet && !name.startsWith('mod+')) return;
      if (name === 'Enter' && target.closest?.(PRESSED)) return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [enabled]);
}
