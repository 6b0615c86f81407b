// After an update of the server the old parts of the console are gone from it: what could not be loaded says so.
const failed = new WeakSet<object>();

export function watchParts() {
  addEventListener('vite:preloadError', (event) => {
    const { payload } = event as Event & { payload: unknown };
    if (typeof payload === 'object' && payload !== null) failed.add(payload);
  });
}

export const isPartMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && failed.has(error);
