/**
 * When to search for what is typed: after a pause, never in the middle of a composed word (pinyin would be searched for
 * letter by letter). It knows its own questions again, so that none of them comes back over what is typed meanwhile.
 */
export function searchBox(first: string, ask: (q: string) => void) {
  let last = first;
  let composing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const own: string[] = [];

  function send(text: string) {
    clearTimeout(timer);
    const wanted = text.trim();
    // One letter finds nothing on the server.
    if (wanted === last || wanted.length === 1) return;
    last = wanted;
    own.push(wanted);
    ask(wanted);
  }
  return {
    send,
    compose: (now: boolean) => {
      composing = now;
      clearTimeout(timer);
    },
    type: (text: string) => {
      clearTimeout(timer);
      // Emptied is decided; somebody who clears the box goes on to the next thing at once.
      if (!composing) timer = setTimeout(send, text.trim() ? 300 : 0, text);
    },
    isForeign: (q: string) => {
      if (q === last && own.length === 0) return false;
      const at = own.indexOf(q);
      own.splice(0, at + 1);
      if (at < 0) last = q;
      return at < 0;
    },
    end: () => clearTimeout(timer),
  };
}
