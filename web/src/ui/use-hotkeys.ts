import { useEffect, useLayoutEffect, useRef } from 'react';

type Keys = Record<string, ((event: KeyboardEvent) => void) | undefined>;

/** Enter and the space bar belong to what has the focus. */
const PRESSED = 'a, button, input, label, summary, [role="tab"], [role="menuitem"], [role="option"]';
const WRITES =
  'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable], [role="textbox"], [role="combobox"]';

/** What lies over the page and is no dialog has the keys while the focus is in it. */
const OVER = '.ant-popover, .ant-dropdown';

let holding = 0;

/** While it is there, whatever is below hears no key: the palette, and a dialog that is still being loaded. */
export function useHoldKeys() {
  // Before anybody can press the next key.
  useLayoutEffect(() => {
    holding += 1;
    return () => {
      holding -= 1;
    };
  }, []);
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/**
 * Single letters stay silent while somebody writes or a dialog is open; `mod+` (Ctrl or ⌘) works there, too. Nothing works while
 * something above holds the keys, unless it is `above` as well.
 */
export function useHotkeys(keys: Keys, { above = false } = {}) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      if (holding > 0 && !above) return;
      const name = nameOf(event);
      // A key held down saves once.
      if (event.repeat && name.startsWith('mod+')) return;
      const act = latest.current[name];
      if (!act) return;
      const target = event.target as HTMLElement;
      const quiet =
        target.closest?.(`${WRITES}, ${OVER}`) ||
        document.querySelector('[role="dialog"][aria-modal="true"]');
      if (quiet && !name.startsWith('mod+')) return;
      if ((name === 'Enter' || name === ' ') && target.closest?.(PRESSED)) return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [above]);
}
