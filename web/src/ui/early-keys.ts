// Ctrl K and what is typed after it, before the page is there that could do something about it: nothing of it is lost, and none of it
// goes to the browser's own search.
let typed: string | undefined;
let listening = false;

const writes = (target: EventTarget | null) =>
  target instanceof Element && target.matches('input, textarea, select, [contenteditable]');

function listen(event: KeyboardEvent) {
  if (writes(event.target)) return;
  const mod = event.ctrlKey || event.metaKey;
  if (mod && event.key.toLowerCase() === 'k') typed ??= '';
  else if (typed === undefined || mod || event.altKey) return;
  else if (event.key === 'Escape') typed = undefined;
  else if (event.key === 'Backspace') typed = typed.slice(0, -1);
  else if (event.key.length === 1) typed += event.key;
  else return;
  event.preventDefault();
}

/** Somebody writes elsewhere now: on the page that asks them to sign in. */
function forget(event: FocusEvent) {
  if (writes(event.target)) typed = undefined;
}

export function listenEarly() {
  if (listening) return;
  listening = true;
  addEventListener('keydown', listen);
  addEventListener('focusin', forget);
}

/** What was typed so far; nothing where nobody asked. */
export const typedEarly = (): string | undefined => typed;

/** From here on the page hears the keys itself. */
export function endEarly() {
  listening = false;
  typed = undefined;
  removeEventListener('keydown', listen);
  removeEventListener('focusin', forget);
}
