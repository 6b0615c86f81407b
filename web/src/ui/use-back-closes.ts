// On a phone Back closes what lies over the page, and of that the uppermost alone: each has an entry of its own in the history, with
// the address of the page below it.
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

declare module '@tanstack/history' {
  interface HistoryState {
    /** How many lie over the page there. */
    layers?: number;
  }
}

/** Answers false where it stays open after all. */
type Close = () => unknown;
type Layer = { close: Close };
type Router = ReturnType<typeof useRouter>;

/** The uppermost is the last. */
const layers: Layer[] = [];

const entriesOf = (router: Router) => router.history.location.state.layers ?? 0;

function enter(router: Router) {
  const here = router.latestLocation;
  router.commitLocation({
    ...here,
    state: { ...here.state, layers: layers.length },
    replace: false,
    resetScroll: false,
    ignoreBlocker: true,
  });
}

/** Goes back over entries whose layer is gone: it was closed by its button, or left by a link. */
function settle(router: Router) {
  const gone = entriesOf(router) - layers.length;
  if (gone > 0) router.history.go(-gone, { ignoreBlocker: true });
}

/** Somebody went back: what lay above is closed, unless it asks first and is kept. */
async function follow(router: Router) {
  while (layers.length > entriesOf(router)) {
    const layer = layers.pop() as Layer;
    if ((await layer.close()) !== false) continue;
    layers.push(layer);
    return enter(router);
  }
}

/** Mounted once, around all pages. */
export function useBackLayers() {
  const router = useRouter();
  useEffect(
    () =>
      router.history.subscribe(({ action }) => {
        if (action.type === 'PUSH' || action.type === 'REPLACE') return;
        if (entriesOf(router) < layers.length) follow(router);
        else settle(router);
      }),
    [router],
  );
}

/** While it is open, Back closes it and leads nowhere else. */
export function useBackCloses(open: boolean, close: Close) {
  const router = useRouter();
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!open) return;
    const layer: Layer = { close: () => latest.current() };
    layers.push(layer);
    // One that has just been closed in its favour leaves its entry.
    if (entriesOf(router) < layers.length) enter(router);
    return () => {
      const at = layers.indexOf(layer);
      if (at >= 0) layers.splice(at, 1);
      // After whatever else the closing brings about: a page that is opened by it has an entry of its own.
      setTimeout(() => settle(router));
    };
  }, [open, router]);
}
